using Holdfast.Crypto;
using Holdfast.ReferenceNode;

namespace Holdfast.Tool.Demo;

/// <summary>Two nodes and a channel between them: the owner's signs on a device, the peer with keys in memory. Names follow from fixed seeds, so two of them are alike.</summary>
internal sealed class DemoChannel
{
    private readonly CommitOrder _order;
    private readonly DeviceSigner _signer;

    public DemoChannel(DemoDevice device, INodeDisk disk, CommitOrder order)
    {
        _order = order;
        Disk = disk;
        Curve = Secp256k1.Software();
        byte[] peerId = Curve.PublicKey(Sha256.Hash([2]));
        byte[] ourId = Curve.PublicKey(Sha256.Hash([1]));
        _signer = new DeviceSigner(device.Exchange, peerId, 1);
        _signer.Create();
        MemoryDisk peerDisk = new();
        SoftwareSigner peerSigner = new(Curve, Sha256.Hash([3]));
        ChannelPair.Open(
            new OpeningTerms { FundingTxid = Sha256.Hash([4]) },
            new OpeningSide(_signer, disk, ourId, 1),
            new OpeningSide(peerSigner, peerDisk, peerId, 1));
        Node = new ChannelNode(_signer, disk, order);
        Peer = new ChannelNode(peerSigner, peerDisk, CommitOrder.SignThenWrite);
    }

    public Secp256k1 Curve { get; }

    public INodeDisk Disk { get; }

    public ChannelNode Node { get; private set; }

    public ChannelNode Peer { get; }

    /// <summary>The hash that the n-th payment of the story pays for.</summary>
    public static byte[] PaymentHash(int n) => Sha256.Hash([5, (byte)n]);

    public void Pay(int payment, ulong amountMsat)
    {
        if (Node.Offer(amountMsat, PaymentHash(payment), 600) == null)
        {
            throw new InvalidOperationException("the story's payment is not affordable");
        }
    }

    /// <summary>The node's process ends where the watch throws; what it did until then stays done.</summary>
    public void CommitAndCrash(NodeEvent moment, bool after)
    {
        Node = new ChannelNode(_signer, Disk, _order, new CrashAt(moment, after));
        Pay(1, 50_000_000);
        try
        {
            Node.Commit();
        }
        catch (NodeCrashedException)
        {
            return;
        }

        throw new InvalidOperationException("the node did not crash");
    }

    /// <summary>A new process takes the disk, repeats what was pending, and the connection comes back.</summary>
    public void Restart()
    {
        Node = new ChannelNode(_signer, Disk, _order);
        Node.Recover();
        ChannelPair.Reconnect(Node, Peer);
    }

    public void Settle() => ChannelPair.Settle(Node, Peer);

    /// <summary>Both sides hold the same balances and nothing has failed.</summary>
    public bool IsAgreed =>
        Node.Failure == null && Peer.Failure == null && Node.State.ToUsMsat == Peer.State.ToPeerMsat && Node.State.ToPeerMsat == Peer.State.ToUsMsat;

    private sealed class CrashAt(NodeEvent moment, bool after) : INodeWatch
    {
        public void Before(NodeEvent now)
        {
            if (!after && now == moment)
            {
                throw new NodeCrashedException(now, false);
            }
        }

        public void After(NodeEvent now)
        {
            if (after && now == moment)
            {
                throw new NodeCrashedException(now, true);
            }
        }
    }
}
