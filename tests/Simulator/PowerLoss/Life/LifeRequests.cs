using Holdfast.Crypto;
using Holdfast.Protocol;
using Holdfast.ReferenceNode;
using Holdfast.SimulatedSigner;

namespace Holdfast.PowerLoss.Life;

/// <summary>
/// What a node asks its signer in the life of one channel: open, ten HTLCs each way, a new fee, everything settled, close, forget. Recorded
/// from the reference node (BOLT 2, both sides) in front of the real firmware, so every signature and secret of the peer is a good one.
/// </summary>
public static class LifeRequests
{
    private const int HtlcsEachWay = 10;
    private const ulong CloseFeeSat = 600;

    /// <summary>The requests in their order; they do not depend on other channels of the device.</summary>
    public static IReadOnlyList<byte[]> Record(ulong dbid, bool isOpener)
    {
        DeviceRig rig = new(DeviceRig.Provisioned());
        DeviceRig.Require(rig.Unlock(null));
        List<byte[]> requests = [];
        Reply Exchange(byte[] request)
        {
            requests.Add([.. request]);
            Reply reply = DeviceRig.Require(rig.Ask(request));
            return reply;
        }

        Secp256k1 curve = Secp256k1.Software();
        byte[] holderId = curve.PublicKey(Sha256.Hash([1]));
        byte[] peerId = curve.PublicKey(Sha256.Hash([2, (byte)dbid]));
        byte[] fundingTxid = Sha256.Hash([3, (byte)dbid]);
        DeviceSigner device = new(Exchange, peerId, dbid);
        SoftwareSigner peerSigner = new(curve, Sha256.Hash([4, (byte)dbid]));
        MemoryDisk disk = new();
        MemoryDisk peerDisk = new();
        OpeningSide us = new(device, disk, holderId, dbid);
        OpeningSide them = new(peerSigner, peerDisk, peerId, dbid);

        device.Create();
        ChannelPair.Open(new OpeningTerms { FundingTxid = fundingTxid }, isOpener ? us : them, isOpener ? them : us);
        ChannelNode node = new(device, disk, CommitOrder.WriteThenSign);
        ChannelNode peer = new(peerSigner, peerDisk, CommitOrder.WriteThenSign);
        byte[] channelId = DeviceSigner.ChannelIdOf(peerId, dbid);
        Exchange(new LockOutpoint { ChannelId = channelId, Txid = fundingTxid, Vout = 0 }.Encode());

        List<ulong> ours = [];
        List<ulong> theirs = [];
        foreach (int batch in new[] { 1, 3, HtlcsEachWay - 4 })
        {
            for (int i = 0; i < batch; i++)
            {
                ours.Add(Offer(node, ours.Count));
                theirs.Add(Offer(peer, 100 + theirs.Count));
            }

            ChannelPair.Settle(node, peer);
        }

        (isOpener ? node : peer).ChangeFee(3000);
        ChannelPair.Settle(node, peer);
        foreach (ulong id in ours.Take(4))
        {
            peer.Remove(id, HtlcRemoval.Fulfilled);
        }

        ChannelPair.Settle(node, peer);
        foreach (ulong id in ours.Skip(4))
        {
            peer.Remove(id, HtlcRemoval.Failed);
        }

        foreach (ulong id in theirs)
        {
            node.Remove(id, HtlcRemoval.Fulfilled);
        }

        ChannelPair.Settle(node, peer);
        if (node.Failure != null || peer.Failure != null || node.State.Htlcs.Count != 0)
        {
            throw new InvalidOperationException("the recorded life went wrong: " + (node.Failure ?? peer.Failure ?? "payments are left"));
        }

        ulong toHolderSat = (node.State.ToUsMsat / 1000) - (isOpener ? CloseFeeSat : 0);
        ulong toPeerSat = (node.State.ToPeerMsat / 1000) - (isOpener ? 0 : CloseFeeSat);
        Exchange(new SignMutualClose
        {
            ChannelId = channelId,
            FundingPrefix = node.State.Terms.FundingPrefix,
            ToHolderSat = toHolderSat,
            ToCounterpartySat = toPeerSat,
            HolderScript = [0, 20, .. Enumerable.Repeat((byte)dbid, 20)],
            CounterpartyScript = [0, 20, .. Enumerable.Repeat((byte)99, 20)],
            Sequence = 0xffffffff,
        }.Encode());
        Exchange(new ForgetChannel { ChannelId = channelId }.Encode());
        return requests;
    }

    private static ulong Offer(ChannelNode node, int number) =>
        node.Offer(5_000_000ul + ((ulong)number * 1000), Sha256.Hash([5, (byte)number]), 500_000u + (uint)number)
        ?? throw new InvalidOperationException("a payment that the channel cannot carry");
}
