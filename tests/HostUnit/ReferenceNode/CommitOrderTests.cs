using Holdfast.ReferenceNode;

namespace Holdfast.HostUnit.ReferenceNode;

/// <summary>
/// The two orders, crashed at every moment. A software signer signs anything, so what it was asked for shows what each order promises.
/// </summary>
[TestClass]
public sealed class CommitOrderTests
{
    public static IEnumerable<object[]> Moments =>
        from moment in Enum.GetValues<NodeEvent>()
        where moment is not (NodeEvent.RequestSent or NodeEvent.DeviceCommitted or NodeEvent.ReplySent or NodeEvent.ReplyReceived)
        from after in new[] { false, true }
        select new object[] { moment, after };

    [TestMethod]
    [DynamicData(nameof(Moments))]
    public void WriteThenSignNeverAsksForTwoContents(NodeEvent moment, bool after)
    {
        NodePair pair = CrashAndPayAnother(CommitOrder.WriteThenSign, moment, after);
        Assert.AreEqual(0, pair.LeftSigner.NumbersSignedTwice.Count);
        pair.RequireAgreement();
    }

    [TestMethod]
    [DynamicData(nameof(Moments))]
    public void SignThenWriteAsksForTwoContentsExactlyWhenTheStateWasNotWritten(NodeEvent moment, bool after)
    {
        NodePair pair = CrashAndPayAnother(CommitOrder.SignThenWrite, moment, after);
        bool signedAndForgotten = moment == NodeEvent.StateWritten && !after;
        Assert.AreEqual(signedAndForgotten ? 1 : 0, pair.LeftSigner.NumbersSignedTwice.Count);
        pair.RequireAgreement(); // a signer without rules lets the channel go on, which is why nobody noticed for years
    }

    [TestMethod]
    public void ARefusalAfterPrepareAgreedIsForgottenByTheNodeThatWritesFirst()
    {
        NodePair pair = new(CommitOrder.WriteThenSign);
        pair.Left.Offer(50_000_000, NodePair.Hash(1), 600);
        pair.LeftSigner.RefuseSignWith = "policy-commitment-fee-range";
        Assert.ThrowsException<RefusedException>(() => pair.Left.Commit());
        Assert.IsNull(pair.LeftDisk.Pending(), "a refusal promises nothing");
        pair.LeftSigner.RefuseSignWith = null;
        pair.CrashLeft();
        pair.Left.Offer(10_000_000, NodePair.Hash(2), 600);
        pair.Settle();
        Assert.AreEqual(1, pair.Right.State.Htlcs.Count);
        pair.RequireAgreement();
    }

    [TestMethod]
    public void WhatPrepareRefusesIsNeverWrittenDown()
    {
        NodePair pair = new(CommitOrder.WriteThenSign);
        pair.LeftSigner.RefusePrepareWith = "policy-commitment-fee-range";
        pair.Left.Offer(50_000_000, NodePair.Hash(1), 600);
        Assert.ThrowsException<RefusedException>(() => pair.Left.Commit());
        Assert.IsNull(pair.LeftDisk.Pending());
        Assert.AreEqual(0ul, pair.LeftDisk.Load()!.CounterpartySigned);
    }

    [TestMethod]
    public void AFolderKeepsStateAndIntentAcrossAProcess()
    {
        using TemporaryFolder folder = new();
        NodePair pair;
        using (FolderDisk disk = new(folder.FullName))
        {
            pair = new NodePair(CommitOrder.WriteThenSign, leftDisk: disk);
            pair.Left = new ChannelNode(pair.LeftSigner, disk, CommitOrder.WriteThenSign, new CrashAt(NodeEvent.StateWritten, after: false));
            pair.Left.Recover();
            pair.Left.Offer(50_000_000, NodePair.Hash(1), 600);
            Assert.ThrowsException<NodeCrashedException>(() => pair.Left.Commit());
        }

        using FolderDisk again = new(folder.FullName);
        Assert.AreEqual(1ul, again.Pending()!.Content.Number);
        Assert.AreEqual(0ul, again.Load()!.CounterpartySigned);
        pair.Left = new ChannelNode(pair.LeftSigner, again, CommitOrder.WriteThenSign);
        pair.Left.Recover();
        Assert.IsNull(again.Pending());
        ChannelPair.Reconnect(pair.Left, pair.Right);
        pair.Settle();
        Assert.AreEqual(1, pair.Right.State.Htlcs.Count);
        Assert.AreEqual(0, pair.LeftSigner.NumbersSignedTwice.Count);
        pair.RequireAgreement();
    }

    private static NodePair CrashAndPayAnother(CommitOrder order, NodeEvent moment, bool after)
    {
        NodePair pair = new(order);
        pair.Left = new ChannelNode(pair.LeftSigner, pair.LeftDisk, order, new CrashAt(moment, after));
        pair.Left.Offer(50_000_000, NodePair.Hash(1), 600);
        Assert.ThrowsException<NodeCrashedException>(pair.Settle);
        pair.CrashLeft();
        pair.Left.Offer(20_000_000, NodePair.Hash(2), 600);
        pair.Settle();
        return pair;
    }

    private sealed class CrashAt(NodeEvent moment, bool after) : INodeWatch
    {
        public void Before(NodeEvent now) => Crash(now, isAfter: false);

        public void After(NodeEvent now) => Crash(now, isAfter: true);

        private void Crash(NodeEvent now, bool isAfter)
        {
            if (now == moment && isAfter == after)
            {
                throw new NodeCrashedException(now, isAfter);
            }
        }
    }
}
