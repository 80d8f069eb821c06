using Holdfast.Crypto;
using Holdfast.Protocol;
using Holdfast.ReferenceNode;

namespace Holdfast.Tool.Demo;

/// <summary>A node on a device, and a peer who pays it over their channel. Nothing in it is random, so two of them are alike.</summary>
internal sealed class DemoPayer
{
    private readonly ChannelNode _node;
    private readonly ChannelNode _peer;

    public DemoPayer(DeviceExchange exchange)
    {
        Secp256k1 curve = Secp256k1.Software();
        byte[] peerId = curve.PublicKey(Sha256.Hash([2]));
        DeviceSigner ours = new(exchange, peerId, 1);
        SoftwareSigner theirs = new(curve, Sha256.Hash([3]));
        MemoryDisk ourDisk = new();
        MemoryDisk theirDisk = new();
        OpeningTerms terms = new() { FundingTxid = Sha256.Hash([4]) };
        ours.Create();
        ChannelPair.Open(terms, new OpeningSide(ours, ourDisk, curve.PublicKey(Sha256.Hash([1])), 1), new OpeningSide(theirs, theirDisk, peerId, 1));
        exchange(new LockOutpoint { ChannelId = DeviceSigner.ChannelIdOf(peerId, 1), Txid = terms.FundingTxid }.Encode());
        _node = new ChannelNode(ours, ourDisk, CommitOrder.WriteThenSign);
        _peer = new ChannelNode(theirs, theirDisk, CommitOrder.SignThenWrite);
    }

    /// <summary>What the node has in the channel.</summary>
    public ulong NodeMsat => _node.State.ToUsMsat;

    /// <summary>Payments in flight.</summary>
    public int HtlcCount => _node.State.Htlcs.Count;

    /// <summary>Both sides hold the same balances and nothing has failed.</summary>
    public bool IsAgreed => _node.Failure == null && _peer.Failure == null && _node.State.ToUsMsat == _peer.State.ToPeerMsat;

    /// <summary>The peer offers HTLCs of this hash. Until <see cref="Commit"/> they are only words.</summary>
    public void Offer(byte[] paymentHash, uint expiry, params ulong[] amounts)
    {
        foreach (ulong amount in amounts)
        {
            _ = _peer.Offer(amount, paymentHash, expiry) ?? throw new InvalidOperationException("the payment is not affordable");
        }
    }

    /// <summary>The peer has signed, and nobody has revoked anything.</summary>
    public void CommitHalf()
    {
        _peer.Commit();
        ChannelPair.Deliver(_peer, _node);
    }

    /// <summary>Until both sides have committed irrevocably.</summary>
    public void Commit() => ChannelPair.Settle(_node, _peer);

    /// <summary>The node ends every HTLC that is there in the same way.</summary>
    public void End(HtlcRemoval removal)
    {
        foreach (NodeHtlc htlc in _node.State.Htlcs)
        {
            _node.Remove(htlc.Id, removal);
        }

        Commit();
    }
}
