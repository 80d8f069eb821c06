using Holdfast.Bytes;
using Holdfast.Lightning;
using Holdfast.Protocol;

using static Holdfast.Unit.Requests.Preparing;

namespace Holdfast.Unit.Requests;

/// <summary>Prepare, then sign: HTLC signatures before the promise, the promise by a short request (RULES.md, "What leaves before the promise").</summary>
[TestClass]
public class PreparedCommitmentTests
{
    [TestMethod]
    public void WhatWasPreparedIsSignedByAShortRequest()
    {
        TestPair pair = TestPair.Locked();
        SignCounterpartyCommitment next = pair.Sign(true, 1, 1, pair.Content(1));
        byte[] image = pair.Ours.Volume.Image();
        byte[][] htlcs = Released(pair, next);
        Assert.IsTrue(Check.Same(image, pair.Ours.Volume.Image()));

        byte[] ask = Ask(next);
        Assert.AreEqual(1, pair.Ours.CommitsOf(ask));
        byte[] signature = SignPreparedCommitmentReply.Decode(pair.Ours.Body(ask)).Signature;
        Assert.AreEqual(0, pair.Ours.CommitsOf(ask));

        // The same as in one step, by the short way and by the long one, before and after a restart.
        for (int i = 0; i < 2; i++)
        {
            SignCounterpartyCommitmentReply whole = SignCounterpartyCommitmentReply.Decode(pair.Ours.Body(next.Encode()));
            Assert.IsTrue(Check.Same(signature, whole.Signature) && Check.Same(htlcs[0], whole.HtlcSignatures[0]) && whole.HtlcSignatures.Length == 1);
            pair.Ours.Restart();
            Assert.IsTrue(Check.Same(htlcs[0], Released(pair, next)[0]));
            Assert.AreEqual(0, pair.Ours.CommitsOf(ask));
        }

        pair.Theirs.Body(pair.Validate(false, 1, 1, pair.Content(1), SignCounterpartyCommitmentReply.Decode(pair.Ours.Body(next.Encode()))).Encode());
    }

    [TestMethod]
    public void WhatIsNotRememberedIsNotPrepared()
    {
        TestPair pair = TestPair.Locked();
        SignCounterpartyCommitment next = pair.Sign(true, 1, 1, pair.Content(1));
        NotPrepared(pair, next);
        Released(pair, next);
        next.Commitment.Number = 2;
        NotPrepared(pair, next);
        next.Commitment.Number = 1;
        pair.Ours.Restart();
        NotPrepared(pair, next);
        next.FundingPrefix++;
        pair.Ours.Rejects(ReplyStatus.NotNow, ErrorCode.UnknownChannel, Ask(next));
        next.FundingPrefix--;

        // The last content that was prepared is the one.
        Released(pair, next);
        SignCounterpartyCommitment other = pair.Sign(true, 1, 1, pair.Content(0));
        Released(pair, other);
        byte[] signature = SignPreparedCommitmentReply.Decode(pair.Ours.Body(Ask(next))).Signature;
        Assert.IsTrue(Check.Same(signature, SignCounterpartyCommitmentReply.Decode(pair.Ours.Body(other.Encode())).Signature));
        pair.Ours.Refuses("policy-commitment-retry-same", next.Encode());

        // What was signed whole meanwhile decides.
        pair = TestPair.Locked();
        next = pair.Sign(true, 1, 1, pair.Content(1));
        Released(pair, next);
        pair.Ours.Body(pair.Sign(true, 1, 1, pair.Content(0)).Encode());
        pair.Ours.Refuses("policy-commitment-retry-same", Ask(next));
    }

    [TestMethod]
    public void AnotherSetOfFundingsIsPreparedAnew()
    {
        TestPair pair = TestPair.Used();
        SignCounterpartyCommitment next = pair.Sign(true, 1, 3, pair.Content(1));
        Released(pair, next);
        TestSplice.SetUpSplice(pair, TestSplice.NewSplice(pair, 0));
        NotPrepared(pair, next);
        pair.Ours.Body(next.Encode());
    }

    [TestMethod]
    public void TheStateIsAskedAgainAndTheLimitsAreNot()
    {
        TestPair pair = TestPair.Locked();
        SignCounterpartyCommitment next = pair.Sign(true, 1, 1, pair.Content(0));
        Released(pair, next);
        pair.Ours.Button.Presses = true;
        pair.Ours.Body(TestClose.Of(pair, true).Encode());
        pair.Ours.Refuses("policy-commitment-spends-active-utxo", Ask(next));
    }

    [TestMethod]
    public void HtlcsOfThePeerAreReleasedWhenTheBookHasThem()
    {
        TestPair pair = WithBook();
        TestContent content = pair.Content(2);
        SignCounterpartyCommitment next = Ahead(pair, 2, content);

        // Not yet: it stands in the holder's next commitment, and that can still be replaced.
        Bring(pair, 1, content, true, false);
        Withheld(pair, next);
        Revoke(pair, 1);
        byte[][] htlcs = Released(pair, next);
        Assert.AreEqual(2, htlcs.Length);

        // Another boot, the same book.
        pair.Ours.Restart();
        NotPrepared(pair, next);
        Assert.IsTrue(Check.Same(htlcs[1], Released(pair, next)[1]));
        Assert.AreEqual(1, pair.Ours.CommitsOf(Ask(next)));
        Assert.IsTrue(Check.Same(htlcs[1], SignCounterpartyCommitmentReply.Decode(pair.Ours.Body(next.Encode())).HtlcSignatures[1]));
    }

    [TestMethod]
    public void WhatIsGoneMustBeShown()
    {
        TestPair pair = WithBook();
        TestContent content = pair.Content(4);
        Bring(pair, 1, content, true, true);
        Peer(pair, 2, Ahead(pair, 2, content), content);

        // The second of the peer's two HTLCs is removed, the holder's stay.
        TestContent less = Without(content, 3);
        SignCounterpartyCommitment next = Ahead(pair, 3, less);
        Withheld(pair, next);
        next.Gone = new Htlc[] { content.SeenBy(true)[3], content.SeenBy(true)[3] };
        Withheld(pair, next);
        next.Gone = new Htlc[] { content.SeenBy(true)[1] };
        Withheld(pair, next);
        next.Gone = new Htlc[] { content.SeenBy(true)[3] };
        Released(pair, next);
        Assert.AreEqual(1, pair.Ours.CommitsOf(Ask(next)));
    }

    [TestMethod]
    public void WithoutABookSignaturesStayWithThePromise()
    {
        TestPair pair = TestPair.Locked();
        SignCounterpartyCommitment next = pair.Sign(true, 1, 1, pair.Content(2));
        next.IsAhead = true;
        Withheld(pair, next);
        NotPrepared(pair, next);

        // The book begins with it, so the next number is prepared.
        Peer(pair, 1, next, pair.Content(2));
        Assert.AreEqual(2, Released(pair, Ahead(pair, 2, pair.Content(2))).Length);
    }

    [TestMethod]
    public void ABookOutlivesHostsThatDoNotWantIt()
    {
        TestPair pair = WithBook();
        TestContent content = pair.Content(2);
        Bring(pair, 1, content, true, true);
        SignCounterpartyCommitment next = pair.Sign(true, 1, 2, content);
        Peer(pair, 2, next, content);
        Released(pair, pair.Sign(true, 1, 3, content));

        // With nothing of the peer's in flight it ends.
        next = pair.Sign(true, 1, 3, pair.Content(1));
        Peer(pair, 3, next, pair.Content(1));
        next = pair.Sign(true, 1, 4, pair.Content(1));
        Peer(pair, 4, next, pair.Content(1));
        Withheld(pair, pair.Sign(true, 1, 5, content));
    }

    [TestMethod]
    public void AFreshNumberOfAHostWithoutTheBookIsSignedWhole()
    {
        TestPair pair = WithBook();
        TestContent content = pair.Content(2);

        // The host forgot to mark it: nothing has left for this number, so the whole request is answered.
        Bring(pair, 1, content, false, true);
        Withheld(pair, Ahead(pair, 2, content));
        pair.Ours.Body(Ahead(pair, 2, content).Encode());
    }

    [TestMethod]
    public void AnotherFundingCarriesWhatWasSigned()
    {
        TestPair pair = TestSplice.Spliced(out SignSplice sign);
        pair.Ours.Body(sign.Encode());
        TestContent content = pair.Content(2);
        TestContent late = Expiring(content, 100);

        // Number 3 begins the book on the old funding; on the new one it must carry the same.
        SignCounterpartyCommitment old = Ahead(pair, 3, content);
        Withheld(pair, old);
        pair.Ours.Body(old.Encode());
        SignCounterpartyCommitment next = On(sign, Ahead(pair, 3, late));
        Refused(pair, next);
        next = On(sign, Ahead(pair, 3, content));
        Assert.AreEqual(2, Released(pair, next).Length);
        Assert.AreEqual(1, pair.Ours.CommitsOf(Ask(next)));
    }
}
