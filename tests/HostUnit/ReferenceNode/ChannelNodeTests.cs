using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Lightning;
using Holdfast.ReferenceNode;

namespace Holdfast.HostUnit.ReferenceNode;

/// <summary>BOLT 2's dance, one step at a time, then at random, with real signatures on every commitment.</summary>
[TestClass]
public sealed class ChannelNodeTests
{
    [TestMethod]
    public void OnePaymentGoesThroughEveryStageOfTheDance()
    {
        NodePair pair = new(CommitOrder.SignThenWrite);
        ulong id = pair.Left.Offer(50_000_000, NodePair.Hash(1), 600)!.Value;
        Assert.AreEqual(UpdateStage.Proposed, Stage(pair.Left));
        Assert.IsTrue(pair.Left.Commit());
        Assert.AreEqual(UpdateStage.Committed, Stage(pair.Left));
        Assert.IsFalse(pair.Left.Commit(), "one unrevoked commitment at a time");
        ChannelPair.Deliver(pair.Left, pair.Right);
        Assert.AreEqual(UpdateStage.Acknowledged, Stage(pair.Right), "validated and revoked");
        ChannelPair.Deliver(pair.Right, pair.Left);
        Assert.AreEqual(UpdateStage.Acknowledged, Stage(pair.Left));
        Assert.IsFalse(pair.Right.Remove(id, HtlcRemoval.Fulfilled), "not irrevocable yet");
        Assert.IsTrue(pair.Right.Commit());
        Assert.AreEqual(UpdateStage.CommittedBack, Stage(pair.Right));
        ChannelPair.Deliver(pair.Right, pair.Left);
        ChannelPair.Deliver(pair.Left, pair.Right);
        Assert.AreEqual(UpdateStage.Final, Stage(pair.Left));
        Assert.AreEqual(UpdateStage.Final, Stage(pair.Right));

        Assert.IsTrue(pair.Right.Remove(id, HtlcRemoval.Fulfilled));
        pair.Settle();
        Assert.AreEqual(550_000_000ul, pair.Left.State.ToUsMsat);
        Assert.AreEqual(450_000_000ul, pair.Right.State.ToUsMsat);
        pair.RequireAgreement();

        static UpdateStage Stage(ChannelNode node) => node.State.Htlcs.Single().AddStage;
    }

    [TestMethod]
    public void AFailedPaymentComesBack()
    {
        NodePair pair = new(CommitOrder.SignThenWrite);
        ulong id = pair.Left.Offer(50_000_000, NodePair.Hash(1), 600)!.Value;
        pair.Settle();
        pair.Right.Remove(id, HtlcRemoval.Failed);
        pair.Settle();
        Assert.AreEqual(600_000_000ul, pair.Left.State.ToUsMsat);
        pair.RequireAgreement();
    }

    [TestMethod]
    public void OnlyTheOpenerChangesTheFeeAndBothEndWithIt()
    {
        NodePair pair = new(CommitOrder.SignThenWrite);
        Assert.IsFalse(pair.Right.ChangeFee(3000));
        Assert.IsTrue(pair.Left.ChangeFee(3000));
        pair.Settle();
        Assert.AreEqual(3000u, pair.Right.State.FeeratePerKw);
        pair.RequireAgreement();
    }

    [TestMethod]
    public void NobodyOffersWhatItCannotPay()
    {
        NodePair pair = new(CommitOrder.SignThenWrite);
        Assert.IsNull(pair.Left.Offer(600_000_000, NodePair.Hash(1), 600), "reserve and fee stay");
        Assert.IsNull(pair.Right.Offer(390_000_001, NodePair.Hash(1), 600));
        Assert.IsNotNull(pair.Right.Offer(390_000_000, NodePair.Hash(1), 600), "all but the reserve of one percent");
        Assert.IsFalse(pair.Left.ChangeFee(1_000_000));
        pair.Settle();
        pair.RequireAgreement();
    }

    [TestMethod]
    [DataRow(ChannelType.StaticRemoteKey, 724ul)]
    [DataRow(ChannelType.AnchorsZeroFeeHtlc, 1124ul)]
    public void FeesAndTrimmingAreThoseOfBolt3(ChannelType type, ulong weight)
    {
        NodePair pair = new(CommitOrder.SignThenWrite, new OpeningTerms { Type = type, FundingTxid = Sha256.Hash([9]) });
        pair.Left.Offer(50_000_000, NodePair.Hash(1), 600);
        pair.Left.Offer(300_999, NodePair.Hash(2), 600); // below every dust limit
        pair.Settle();
        ChannelState state = pair.Left.State;
        CommitmentFields content = CommitmentBuilder.LastOfCounterparty(state);
        CommitmentTransaction transaction = CommitmentTransactions.Build(Secp256k1.Software(), state.Terms, content, ofHolder: false);
        Assert.AreEqual(1, transaction.HtlcCount);
        const ulong trimmedSat = 301; // 300.999 satoshi of HTLC leave the node's balance, which is rounded down
        Assert.AreEqual((2500 * (weight + 172) / 1000) + trimmedSat, transaction.FeeSat);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(3)]
    [DataRow(4)]
    public void WhateverHappensTheTwoNodesAgreeInTheEnd(int seed)
    {
        Random random = new(seed);
        NodePair pair = new(seed % 2 == 0 ? CommitOrder.SignThenWrite : CommitOrder.WriteThenSign, new OpeningTerms
        {
            Type = (ChannelType)(seed % 3),
            FundingTxid = Sha256.Hash([(byte)seed]),
        });
        for (int step = 0; step < 80; step++)
        {
            bool isLeft = random.Next(2) == 0;
            ChannelNode node = isLeft ? pair.Left : pair.Right;
            ChannelNode other = isLeft ? pair.Right : pair.Left;
            switch (random.Next(10))
            {
                case 0 or 1:
                    node.Offer((ulong)random.Next(1, 60_000_000), NodePair.Hash(step), (uint)random.Next(500, 600));
                    break;
                case 2 or 3 when node.State.Htlcs.FirstOrDefault(htlc => !htlc.OfferedByUs) is { } htlc:
                    node.Remove(htlc.Id, random.Next(2) == 0 ? HtlcRemoval.Failed : HtlcRemoval.Fulfilled);
                    break;
                case 4:
                    node.ChangeFee((uint)random.Next(253, 6000));
                    break;
                case 5 or 6:
                    node.Commit();
                    break;
                case 7 when random.Next(2) == 0:
                    pair.CrashLeft();
                    break;
                default:
                    ChannelPair.Deliver(node, other);
                    break;
            }
        }

        pair.Settle();
        pair.RequireAgreement();
        Assert.AreEqual(1_000_000_000ul, pair.Left.State.ToUsMsat + pair.Left.State.ToPeerMsat);
    }

    [TestMethod]
    public void AMessageThatIsNotDueEndsTheChannel()
    {
        Assert.IsNotNull(After(pair => pair.Right.Receive(new CommitmentSigned(new byte[64], []))), "nothing to sign");
        Assert.IsNotNull(After(pair => pair.Right.Receive(new RevokeAndAck(new byte[32], new byte[33]))));
        Assert.IsNotNull(After(pair => pair.Right.Receive(new UpdateRemoveHtlc(5, HtlcRemoval.Failed))));
        Assert.IsNotNull(After(pair => pair.Right.Receive(new UpdateAddHtlc(1, 1000, NodePair.Hash(1), 600))));
        Assert.IsNotNull(After(pair => pair.Right.Receive(new ChannelReestablish(7, 0))));
        Assert.IsNotNull(After(pair => pair.Right.Receive(new ChannelReestablish(1, 4))));

        static string? After(Action<NodePair> act)
        {
            NodePair pair = new(CommitOrder.SignThenWrite);
            act(pair);
            return pair.Right.Failure;
        }
    }

    [TestMethod]
    public void AStateSurvivesItsBytesAndNoPrefixOfThemDoes()
    {
        NodePair pair = new(CommitOrder.SignThenWrite);
        pair.Left.Offer(50_000_000, NodePair.Hash(1), 600);
        pair.Right.Offer(20_000_000, NodePair.Hash(2), 601);
        pair.Left.ChangeFee(3000);
        pair.Left.Commit();
        ChannelPair.Deliver(pair.Left, pair.Right);
        byte[] bytes = ChannelStateCodec.Encode(pair.Right.State);
        CollectionAssert.AreEqual(bytes, ChannelStateCodec.Encode(ChannelStateCodec.Decode(bytes)));
        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.ThrowsException<MalformedException>(() => ChannelStateCodec.Decode(bytes[..length]));
        }

        byte[] content = CommitmentBuilder.LastOfHolder(pair.Right.State, new byte[33]).Encode();
        CollectionAssert.AreEqual(content, ContentCopies.Decode(content).Encode());
    }
}
