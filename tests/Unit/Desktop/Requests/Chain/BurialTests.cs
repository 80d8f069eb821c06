using Holdfast.Lightning;
using Holdfast.Protocol;
using Holdfast.Unit.Requests;

namespace Holdfast.Unit.Desktop.Requests;

/// <summary>What the chain decides about channels: only a funding that was shown is locked, and HTLCs expire within reach.</summary>
[TestClass]
public class BurialTests
{
    private const string Unproven = "policy-chain-validated";
    private const string Expiry = "policy-commitment-htlc-cltv-range";

    [TestMethod]
    public void AFalseLockIsATheftOnceTheChainIsInForce()
    {
        // The thief claims that a splice is confirmed. After the lock the holder's commitments on the old funding are revoked one by one, and the splice's inputs of his
        // own make sure that it never confirms.
        TestPair pair = Spliced(out SignSplice sign, out TestChain chain);
        byte[] locks = TestSplice.Lock(pair, true, sign).Encode();
        chain.Feed(chain.Grow(20), true);
        pair.Ours.Refuses(Unproven, locks);
        Assert.AreEqual(1, pair.Ours.Button.Questions);
        Assert.IsTrue(pair.Ours.Button.LastQuestion.IndexOf("1000000 sat is confirmed?") > 0);
        Assert.IsFalse(IsBuried(pair, sign));

        chain.Feed(chain.Mine(TestSplice.TransactionOf(sign).Serialize()), true);
        pair.Ours.Refuses(Unproven, locks);
        Assert.AreEqual(1u, chain.Prove());
        Assert.IsTrue(IsBuried(pair, sign));
        int questions = pair.Ours.Button.Questions;
        Assert.AreEqual(1, pair.Ours.CommitsOf(locks));
        Assert.AreEqual(questions, pair.Ours.Button.Questions);

        // It stays locked, whatever is forgotten.
        pair.Ours.Restart();
        pair.Ours.Body(locks);
        Assert.IsTrue(IsBuried(pair, sign));
    }

    [TestMethod]
    public void WithoutAChainTheNodeIsBelievedAsBefore()
    {
        TestPair pair = Spliced(out SignSplice sign, out TestChain chain);
        chain.Feed(chain.Grow(20), false);
        Assert.IsTrue(IsBuried(pair, sign));
        pair.Ours.Body(TestSplice.Lock(pair, true, sign).Encode());
        Assert.AreEqual(0, pair.Ours.Button.Questions);
    }

    [TestMethod]
    public void TheOwnersPressLocksWithoutAProof()
    {
        TestPair pair = Spliced(out SignSplice sign, out TestChain chain);
        chain.Feed(chain.Grow(20), true);
        pair.Ours.Button.Presses = true;
        Assert.AreEqual(1, pair.Ours.CommitsOf(TestSplice.Lock(pair, true, sign).Encode()));
        Assert.AreEqual(1, pair.Ours.Button.Questions);
        pair.Ours.Body(TestSplice.Lock(pair, true, sign).Encode());
        Assert.AreEqual(1, pair.Ours.Button.Questions);
    }

    [TestMethod]
    public void AnotherAmountOrScriptIsNotTheFunding()
    {
        for (int i = 0; i < 3; i++)
        {
            TestPair pair = Spliced(out SignSplice sign, out TestChain chain);
            byte[] locks = TestSplice.Lock(pair, true, sign).Encode();
            sign.Outputs[0].Sat -= i == 0 ? 1ul : 0;
            sign.Outputs[0].Script = i == 1 ? new byte[34] : sign.Outputs[0].Script;
            sign.Locktime += i == 2 ? 1u : 0;
            chain.Feed(chain.Grow(20), true);
            chain.Feed(chain.Mine(TestSplice.TransactionOf(sign).Serialize()), true);
            chain.Prove();
            pair.Ours.Refuses(Unproven, locks);
        }
    }

    [TestMethod]
    public void AFundingThatHoldsLessThanTheChannelIsATheft()
    {
        // The peer opens a channel over an output that holds less, or that the holder's commitments cannot spend, and pays the holder in it for what he gets elsewhere.
        for (int i = 0; i < 3; i++)
        {
            TestPair pair = new TestPair();
            SignSplice opening = TestSplice.NewSplice(pair, 0);
            opening.Outputs[0].Sat -= i == 1 ? 1ul : 0;
            opening.Outputs[0].Script = i == 2 ? new byte[34] : opening.Outputs[0].Script;
            for (int side = 0; side < 2; side++)
            {
                SetupChannel setup = pair.Setup(side == 0, 1);
                setup.FundingTxid = TestSplice.TxidOf(opening);
                pair.Device(side == 0).Body(setup.Encode());
            }

            TestSplice.ExchangeOnSplice(pair, opening, 0, pair.Content(0));
            TestChain chain = new TestChain(pair.Theirs);
            chain.Feed(chain.Mine(TestSplice.TransactionOf(opening).Serialize()), true);
            Assert.AreEqual(1u, chain.Prove());
            byte[] locks = TestSplice.Lock(pair, false, opening).Encode();
            if (i == 0)
            {
                pair.Theirs.Body(locks);
            }
            else
            {
                pair.Theirs.Refuses(Unproven, locks);
            }
        }
    }

    [TestMethod]
    public void AReorganisationTakesTheProofAway()
    {
        TestPair pair = Spliced(out SignSplice sign, out TestChain chain);
        byte[] locks = TestSplice.Lock(pair, true, sign).Encode();
        TestChain other = new TestChain(pair.Ours);
        chain.Feed(chain.Mine(TestSplice.TransactionOf(sign).Serialize()), true);
        Assert.AreEqual(1u, chain.Prove());
        Assert.IsTrue(IsBuried(pair, sign));
        other.Feed(other.Grow(2), true);
        Assert.AreEqual(2u, other.Read().Height);
        Assert.IsFalse(IsBuried(pair, sign));
        pair.Ours.Refuses(Unproven, locks);
        pair.Ours.Rejects(ReplyStatus.NotNow, ErrorCode.UnlinkedHeader, chain.Proof().Encode());
    }

    [TestMethod]
    public void AfterAStartTheProofIsShownAgainAndTheNewestBlocksFirst()
    {
        TestPair pair = Spliced(out SignSplice sign, out TestChain chain);
        byte[] locks = TestSplice.Lock(pair, true, sign).Encode();
        byte[] block = chain.Mine(TestSplice.TransactionOf(sign).Serialize());
        chain.Feed(block, true);
        byte[] above = chain.Grow(6);
        chain.Feed(above, true);
        Assert.AreEqual(7u, chain.Prove());
        pair.Ours.Restart();
        pair.Ours.Refuses(Unproven, locks);

        // A block alone is not enough: the chain had come farther.
        chain.Feed(block, false);
        Assert.IsTrue(chain.Read().IsBehind);
        Assert.AreEqual(0u, chain.Prove());
        pair.Ours.Refuses(Unproven, locks);
        chain.Feed(above, false);
        Assert.IsTrue(IsBuried(pair, sign));
        pair.Ours.Body(locks);
    }

    [TestMethod]
    public void OurHtlcExpiresWithinReachOfTheNewestBlock()
    {
        TestPair pair = TestPair.Locked();
        TestChain chain = new TestChain(pair.Ours);
        chain.Feed(chain.Grow(40), true);
        SignCounterpartyCommitment sign = pair.Sign(true, 1, 1, pair.Content(1));
        sign.Commitment.Htlcs[0].Expiry = 40 + 2161;
        pair.Ours.Refuses(Expiry, sign.Encode());
        sign.Commitment.Htlcs[0].Expiry = 40 + 2160;
        pair.Ours.Body(sign.Encode());
    }

    [TestMethod]
    public void ThePeersHtlcMayExpireLate()
    {
        TestPair pair = TestPair.Locked();
        TestChain chain = new TestChain(pair.Theirs);
        chain.Feed(chain.Grow(40), true);
        SignCounterpartyCommitment sign = pair.Sign(false, 1, 1, pair.Content(1));
        Assert.IsTrue(sign.Commitment.Htlcs[0].IsOfferedByPeer);
        pair.Theirs.Body(sign.Encode());
    }

    [TestMethod]
    public void OurOwnCommitmentHasTheSameReach()
    {
        TestPair pair = TestPair.Locked();
        TestContent content = pair.Content(1);
        content.Htlcs[0].Expiry = 2201;
        SignCounterpartyCommitmentReply signed = pair.Signed(true, 1, 1, content);
        TestChain chain = new TestChain(pair.Ours);
        chain.Feed(chain.Grow(40), true);
        pair.Ours.Refuses(Expiry, pair.Validate(true, 1, 1, content, signed).Encode());
        chain.Feed(chain.Grow(1), true);
        pair.Ours.Body(pair.Validate(true, 1, 1, content, signed).Encode());
    }

    [TestMethod]
    public void WhatExpiredADayAgoIsNotPromisedAnewAndMayBeRepeated()
    {
        TestPair pair = TestPair.Locked();
        TestChain chain = new TestChain(pair.Ours);
        byte[] headers = chain.Grow(100);
        chain.Feed(headers, true);
        chain.Feed(chain.Grow(100), true);
        SignCounterpartyCommitment sign = pair.Sign(true, 1, 1, pair.Content(1));
        sign.Commitment.Htlcs[0].Expiry = 200 - 145;
        pair.Ours.Refuses(Expiry, sign.Encode());
        sign.Commitment.Htlcs[0].Expiry = 200 - 144;
        byte[] first = pair.Ours.Body(sign.Encode()).Rest();
        chain.Feed(chain.Grow(50), true);
        Assert.AreEqual(Hex.Text(first), Hex.Text(pair.Ours.Body(sign.Encode()).Rest()));
    }

    private static TestPair Spliced(out SignSplice sign, out TestChain chain)
    {
        TestPair pair = TestSplice.Spliced(out sign);
        pair.Ours.Body(sign.Encode());
        chain = new TestChain(pair.Ours);
        return pair;
    }

    private static bool IsBuried(TestPair pair, SignSplice sign)
    {
        CheckOutpoint check = new CheckOutpoint();
        check.ChannelId = pair.ChannelId(true);
        check.Txid = TestSplice.TxidOf(sign);
        return CheckOutpointReply.Decode(pair.Ours.Body(check.Encode())).IsBuried;
    }
}
