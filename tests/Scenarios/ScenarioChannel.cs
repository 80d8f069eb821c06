using Holdfast.Crypto;
using Holdfast.DeviceLink;
using Holdfast.Lightning;
using Holdfast.Protocol;
using Holdfast.ReferenceNode;

namespace Holdfast.Scenarios;

/// <summary>
/// A channel between a node whose keys are on the device and a peer with keys in memory, both played by the reference node. Every signature of the
/// device is verified by the peer, every signature of the peer by the device.
/// </summary>
public sealed class ScenarioChannel
{
    private static int s_peers;

    private readonly MemoryDisk _disk = new();
    private byte _nextPayment;

    private ScenarioChannel(IScenarioDevice device, OpeningTerms terms, bool weOpen)
    {
        Secp256k1 curve = Secp256k1.Software();
        byte[] peerSeed = Sha256.Hash([.. terms.FundingTxid, .. BitConverter.GetBytes(Interlocked.Increment(ref s_peers))]);
        byte[] peerId = curve.PublicKey(peerSeed);
        ulong dbid = device.NewDbid();
        ChannelId = DeviceSigner.ChannelIdOf(peerId, dbid);
        Device = new DeviceSigner(request => device.Client.Answer(request), peerId, dbid);
        Device.Create();
        device.Channels.Add(ChannelId);
        byte[] nodeId = device.Client.Ask(new NodeKeys()).NodeId;
        MemoryDisk peerDisk = new();
        SoftwareSigner peer = new(curve, peerSeed);
        OpeningSide us = new(Device, _disk, nodeId, dbid);
        OpeningSide them = new(peer, peerDisk, peerId, dbid);
        ChannelPair.Open(terms, weOpen ? us : them, weOpen ? them : us);
        Node = new ChannelNode(Device, _disk, CommitOrder.WriteThenSign);
        Peer = new ChannelNode(peer, peerDisk, CommitOrder.WriteThenSign);
    }

    public byte[] ChannelId { get; }

    /// <summary>The device, asked for this channel without a node in between.</summary>
    public DeviceSigner Device { get; }

    public ChannelNode Node { get; }

    public ChannelNode Peer { get; }

    public static ScenarioChannel Open(IScenarioDevice device, bool weOpen = true)
    {
        byte[] txid = new byte[32];
        Random.Shared.NextBytes(txid);
        return new ScenarioChannel(device, new OpeningTerms { FundingTxid = txid }, weOpen);
    }

    /// <summary>Messages go back and forth until both sides have nothing to say.</summary>
    public void Settle()
    {
        ChannelPair.Settle(Node, Peer);
        Assert.IsNull(Node.Failure);
        Assert.IsNull(Peer.Failure);
    }

    /// <summary>A payment to the peer, or from it, that stays in flight.</summary>
    /// <returns>The id of the HTLC.</returns>
    public ulong Offer(ulong amountMsat, bool byUs = true)
    {
        byte[] hash = Sha256.Hash([.. ChannelId, ++_nextPayment]);
        ulong? id = (byUs ? Node : Peer).Offer(amountMsat, hash, 800_000u + _nextPayment);
        Assert.IsNotNull(id, "a payment that the channel can carry");
        return id.Value;
    }

    /// <summary>Pays to the end: offered, committed on both sides, fulfilled, committed again.</summary>
    public void Pay(ulong amountMsat, bool byUs = true)
    {
        ulong id = Offer(amountMsat, byUs);
        Settle();
        Assert.IsTrue((byUs ? Peer : Node).Remove(id, HtlcRemoval.Fulfilled));
        Settle();
    }

    /// <summary>The content that the node would ask the device to sign next.</summary>
    public CommitmentFields NextContent() => CommitmentBuilder.NextOfCounterparty(Node.State);
}
