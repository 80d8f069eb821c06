using Holdfast.Crypto;
using Holdfast.ReferenceNode;

namespace Holdfast.HostUnit.ReferenceNode;

/// <summary>Two nodes with an open channel, software signers and disks that outlive a crash.</summary>
internal sealed class NodePair
{
    public NodePair(CommitOrder order, OpeningTerms? terms = null, INodeDisk? leftDisk = null)
    {
        Order = order;
        LeftDisk = leftDisk ?? LeftDisk;
        Secp256k1 curve = Secp256k1.Software(); // one per pair: a curve belongs to one thread
        LeftSigner = new WitnessedSigner(new SoftwareSigner(curve, Sha256.Hash([1])));
        RightSigner = new WitnessedSigner(new SoftwareSigner(curve, Sha256.Hash([2])));
        byte[] leftId = curve.PublicKey(Sha256.Hash([3]));
        byte[] rightId = curve.PublicKey(Sha256.Hash([4]));
        ChannelPair.Open(
            terms ?? new OpeningTerms { FundingTxid = Sha256.Hash([9]) },
            new OpeningSide(LeftSigner, LeftDisk, leftId, 1),
            new OpeningSide(RightSigner, RightDisk, rightId, 1));
        Left = new ChannelNode(LeftSigner, LeftDisk, order);
        Right = new ChannelNode(RightSigner, RightDisk, order);
    }

    public CommitOrder Order { get; }

    public WitnessedSigner LeftSigner { get; }

    public WitnessedSigner RightSigner { get; }

    public INodeDisk LeftDisk { get; } = new MemoryDisk();

    public INodeDisk RightDisk { get; } = new MemoryDisk();

    public ChannelNode Left { get; set; }

    public ChannelNode Right { get; set; }

    public static byte[] Hash(int n) => Sha256.Hash(BitConverter.GetBytes(n));

    /// <summary>The left node's process ends; a new one takes its disk and the connection comes back.</summary>
    public void CrashLeft(INodeWatch? watch = null)
    {
        Left = new ChannelNode(LeftSigner, LeftDisk, Order, watch);
        Left.Recover();
        ChannelPair.Reconnect(Left, Right);
    }

    public void Settle() => ChannelPair.Settle(Left, Right);

    public void RequireAgreement()
    {
        ChannelState left = Left.State;
        ChannelState right = Right.State;
        Assert.IsNull(Left.Failure);
        Assert.IsNull(Right.Failure);
        Assert.AreEqual(left.ToUsMsat, right.ToPeerMsat);
        Assert.AreEqual(left.ToPeerMsat, right.ToUsMsat);
        Assert.AreEqual(left.FeeratePerKw, right.FeeratePerKw);
        Assert.AreEqual(left.CounterpartySigned, right.HolderNumber);
        Assert.AreEqual(right.CounterpartySigned, left.HolderNumber);
        CollectionAssert.AreEqual(
            left.Htlcs.Select(htlc => (htlc.OfferedByUs, htlc.Id, htlc.AmountMsat)).Order().ToArray(),
            right.Htlcs.Select(htlc => (!htlc.OfferedByUs, htlc.Id, htlc.AmountMsat)).Order().ToArray());
    }
}
