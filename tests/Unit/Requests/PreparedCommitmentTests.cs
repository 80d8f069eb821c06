using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Unit.Requests;

/// <summary>
/// Prepare, then sign: HTLC signatures before the promise, the promise by a short request, and what a thief could make of that (RULES.md, "What leaves before the
/// promise"). On our side commitments of the peer are signed; the peer's HTLC is the second of <see cref="TestPair.Content"/>.
/// </summary>
[TestClass]
public class PreparedCommitmentTests
{
    private const string Written = "holdfast-incoming-written";

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
        next.Number = 2;
        NotPrepared(pair, next);
        next.Number = 1;
        pair.Ours.Restart();
        NotPrepared(pair, next);
        next.FundingTag++;
        pair.Ours.Rejects(ReplyStatus.NotNow, ErrorCode.UnknownChannel, Ask(next));
        next.FundingTag--;

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
        SpliceTests.SetUpSplice(pair, SpliceTests.NewSplice(pair, 0));
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
        pair.Ours.Body(MutualCloseTests.Close(pair, true).Encode());
        pair.Ours.Refuses("policy-commitment-spends-active-utxo", Ask(next));
    }

    [TestMethod]
    public void HtlcsOfThePeerAreReleasedWhenTheBookHasThem()
    {
        TestPair pair = WithBook();
        TestContent content = pair.Content(2);
        SignCounterpartyCommitment next = Ahead(pair, 2, content);

        // Not yet: it stands in our next commitment, and that can still be replaced.
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

        // The second of the peer's two HTLCs is removed, ours stay.
        TestContent less = Without(content, 3);
        SignCounterpartyCommitment next = Ahead(pair, 3, less);
        Withheld(pair, next);
        next.Gone = new HtlcFields[] { content.SeenBy(true)[3], content.SeenBy(true)[3] };
        Withheld(pair, next);
        next.Gone = new HtlcFields[] { content.SeenBy(true)[1] };
        Withheld(pair, next);
        next.Gone = new HtlcFields[] { content.SeenBy(true)[3] };
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

    /// <summary>A theft before the book: the HTLC-timeout transaction with the early expiry by preparing, the commitment by signing the late one.</summary>
    [TestMethod]
    public void TheftTheEarlyExpiryIsPreparedAndTheLateOneSigned()
    {
        TestPair pair = WithBook();
        TestContent early = pair.Content(2);
        TestContent late = Expiring(early, 100);
        Bring(pair, 1, early, true, true);
        Released(pair, Ahead(pair, 2, early));
        for (int i = 0; i < 2; i++)
        {
            Refused(pair, Ahead(pair, 2, late));
            Refused(pair, WithGone(Ahead(pair, 2, late), early));
            Refused(pair, pair.Sign(true, 1, 2, late));
            pair.Ours.Restart();
        }

        // The owner's channel goes on with what was written.
        pair.Ours.Body(pair.Sign(true, 1, 2, early).Encode());
    }

    /// <summary>The same with our own commitments in between, which the peer signs as the thief wants.</summary>
    [TestMethod]
    public void TheftTheExpiryChangesInOurCommitmentBetweenPrepareAndSign()
    {
        bool[] choices = new bool[] { false, true };
        for (int i = 0; i < 4; i++)
        {
            TestPair pair = WithBook();
            TestContent early = pair.Content(2);
            TestContent late = Expiring(early, 100);
            Bring(pair, 1, early, true, true);
            Released(pair, Ahead(pair, 2, early));
            if (choices[i / 2])
            {
                pair.Ours.Restart();
            }

            // First without the HTLC, then with the other expiry, marked as new.
            Bring(pair, 2, pair.Content(1), true, true);
            Bring(pair, 3, late, choices[i % 2], true);
            Refused(pair, Ahead(pair, 2, late));
            Refused(pair, WithGone(Ahead(pair, 2, late), early));
            Refused(pair, WithGone(Ahead(pair, 2, late), late));
            pair.Ours.Restart();
            Refused(pair, Ahead(pair, 2, late));
            Refused(pair, WithGone(Ahead(pair, 2, late), early));
        }
    }

    /// <summary>Two HTLCs of one hash and value that differ in expiry only: which one has the output would be the thief's choice.</summary>
    [TestMethod]
    public void TheftTheTwinWithoutAnOutput()
    {
        TestPair pair = WithBook();
        TestContent twins = pair.Content(2);
        HtlcFields[] one = twins.SeenBy(true);
        HtlcFields[] other = Expiring(twins, 100).SeenBy(true);
        twins.Htlcs = new HtlcFields[] { one[0], one[1], other[1] };
        twins.TheirSat -= 50001;
        twins.OurSat -= 45;
        Bring(pair, 1, twins, true, true);

        // Both with outputs: nothing to choose.
        Released(pair, Ahead(pair, 2, twins));

        // One of them gone: either would give the same transaction.
        TestContent first = pair.Content(2);
        SignCounterpartyCommitment next = Ahead(pair, 2, first);
        next.Gone = new HtlcFields[] { other[1] };
        Refused(pair, next);
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
        TestPair pair = SpliceTests.Spliced(out SignSplice sign);
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

    /// <summary>Both fundings are prepared, the first is signed without the HTLC; the second would come to the number with an HTLC that the book has lost.</summary>
    [TestMethod]
    public void TheftAFundingPreparedBeforeTheOtherWasSigned()
    {
        TestPair pair = SpliceTests.Spliced(out SignSplice sign);
        pair.Ours.Body(sign.Encode());
        TestContent early = pair.Content(2);
        BothFundings(pair, sign, 3, early);
        SignCounterpartyCommitment second = On(sign, Ahead(pair, 4, early));
        Released(pair, second);
        SignCounterpartyCommitment first = WithGone(Ahead(pair, 4, pair.Content(1)), early);
        Released(pair, first);
        pair.Ours.Body(Ask(first));
        pair.Ours.Refuses(Written, Ask(second));
        pair.Ours.Refuses(Written, second.Encode());
        pair.Ours.Restart();
        pair.Ours.Refuses(Written, second.Encode());
        pair.Ours.Body(On(sign, Ahead(pair, 4, pair.Content(1))).Encode());
    }

    /// <summary>
    /// Two HTLCs that differ in expiry only, small enough to be trimmed. The early one is prepared on the second funding; the late one would be signed without an
    /// output on the first funding and then, as signed there, with an output on the second.
    /// </summary>
    [TestMethod]
    public void TheftTheTrimmedTwinOnAnotherFunding()
    {
        for (int way = 0; way < 3; way++)
        {
            TestPair pair = SpliceTests.Spliced(out SignSplice sign);
            pair.Ours.Body(sign.Encode());
            BothFundings(pair, sign, 3, pair.Content(1));
            TestContent early = Small(pair.Content(2));
            TestContent late = Expiring(early, 100);
            ValidateHolderCommitment[] validate = new ValidateHolderCommitment[]
            {
                pair.Validate(true, 1, 3, early, pair.Signed(true, 1, 3, early)),
                SpliceTests.ValidateOn(pair, true, sign, 3, early, SpliceTests.SignedOn(pair, true, sign, 3, early)),
            };
            for (int i = 0; i < 2; i++)
            {
                validate[i].Htlcs[1].IsNew = true;
                pair.Ours.Body(validate[i].Encode());
            }

            Revoke(pair, 3);
            TestContent without = Expiring(late, 0);
            without.Htlcs[1].IsTrimmed = true;
            SignCounterpartyCommitment first = Ahead(pair, 4, without);
            if (way == 2)
            {
                first.Gone = new HtlcFields[] { early.SeenBy(true)[1] };
                Released(pair, first); // no HTLC of the peer has an output
            }

            Released(pair, On(sign, Ahead(pair, 4, early)));
            if (way == 1)
            {
                pair.Ours.Restart();
            }

            pair.Ours.Refuses(Written, way == 2 ? Ask(first) : first.Encode());
        }
    }

    /// <summary>A number whose commitments the peer gets on both fundings, and the number before revoked.</summary>
    private static void BothFundings(TestPair pair, SignSplice splice, ulong number, TestContent content)
    {
        SignCounterpartyCommitment[] sign = new SignCounterpartyCommitment[] { Ahead(pair, number, content), On(splice, Ahead(pair, number, content)) };
        for (int i = 0; i < 2; i++)
        {
            SignCounterpartyCommitmentReply signed = SignCounterpartyCommitmentReply.Decode(pair.Ours.Body(sign[i].Encode()));
            ValidateHolderCommitment validate = pair.Validate(false, 1, number, content, signed);
            validate.FundingTag = sign[i].FundingTag;
            pair.Theirs.Body(validate.Encode());
        }

        byte[] secret = RevokeHolderCommitmentReply.Decode(pair.Theirs.Body(pair.Revoke(false, number - 1).Encode())).Secret;
        pair.Ours.Body(pair.Revocation(true, number - 1, secret).Encode());
    }

    private static TestContent Small(TestContent content)
    {
        TestContent small = Expiring(content, 0);
        small.TheirSat += 50001 - 900;
        small.Htlcs[1].AmountMsat = 900000;
        return small;
    }

    /// <summary>A channel whose book began with number 1, which carries nothing; number 2 is next. Our commitment 0 is the only one of ours.</summary>
    private static TestPair WithBook()
    {
        TestPair pair = TestPair.Locked();
        Peer(pair, 1, Ahead(pair, 1, pair.Content(0)), pair.Content(0));
        return pair;
    }

    /// <summary>The peer gets its commitment and revokes the one before.</summary>
    private static void Peer(TestPair pair, ulong number, SignCounterpartyCommitment sign, TestContent content)
    {
        SignCounterpartyCommitmentReply signed = SignCounterpartyCommitmentReply.Decode(pair.Ours.Body(sign.Encode()));
        pair.Theirs.Body(pair.Validate(false, 1, number, content, signed).Encode());
        byte[] secret = RevokeHolderCommitmentReply.Decode(pair.Theirs.Body(pair.Revoke(false, number - 1).Encode())).Secret;
        pair.Ours.Body(pair.Revocation(true, number - 1, secret).Encode());
    }

    /// <summary>Our next commitment, with the peer's HTLCs marked as new or not, and the revocation of the one before or not.</summary>
    private static void Bring(TestPair pair, ulong number, TestContent content, bool isMarked, bool isRevoked)
    {
        ValidateHolderCommitment validate = pair.Validate(true, 1, number, content, pair.Signed(true, 1, number, content));
        for (int i = 0; i < validate.Htlcs.Length; i++)
        {
            validate.Htlcs[i].IsNew = isMarked && validate.Htlcs[i].IsOfferedByPeer;
        }

        pair.Ours.Body(validate.Encode());
        if (isRevoked)
        {
            Revoke(pair, number);
        }
    }

    private static void Revoke(TestPair pair, ulong number)
    {
        byte[] secret = RevokeHolderCommitmentReply.Decode(pair.Ours.Body(pair.Revoke(true, number - 1).Encode())).Secret;
        pair.Theirs.Body(pair.Revocation(false, number - 1, secret).Encode());
    }

    private static SignCounterpartyCommitment Ahead(TestPair pair, ulong number, TestContent content)
    {
        SignCounterpartyCommitment sign = pair.Sign(true, 1, number, content);
        sign.IsAhead = true;
        return sign;
    }

    private static SignCounterpartyCommitment On(SignSplice splice, SignCounterpartyCommitment sign)
    {
        sign.FundingTag = SpliceTests.TagOf(splice);
        return sign;
    }

    private static SignCounterpartyCommitment WithGone(SignCounterpartyCommitment sign, TestContent gone)
    {
        sign.Gone = new HtlcFields[] { gone.SeenBy(true)[1] };
        return sign;
    }

    private static TestContent Without(TestContent content, int at)
    {
        TestContent less = new TestContent();
        less.OurSat = content.OurSat + 43;
        less.TheirSat = content.TheirSat + 50000;
        less.Htlcs = new HtlcFields[content.Htlcs.Length - 1];
        for (int i = 0; i < less.Htlcs.Length; i++)
        {
            less.Htlcs[i] = content.SeenBy(true)[i < at ? i : i + 1];
        }

        return less;
    }

    /// <summary>The same with the peer's HTLCs expiring later: on the peer's commitment not a byte is different.</summary>
    private static TestContent Expiring(TestContent content, uint later)
    {
        TestContent other = new TestContent();
        other.OurSat = content.OurSat;
        other.TheirSat = content.TheirSat;
        other.Htlcs = content.SeenBy(true);
        for (int i = 0; i < other.Htlcs.Length; i++)
        {
            other.Htlcs[i].Expiry += other.Htlcs[i].IsOfferedByPeer ? later : 0;
        }

        return other;
    }

    private static byte[][] Released(TestPair pair, SignCounterpartyCommitment sign)
    {
        PrepareCounterpartyCommitmentReply reply = PrepareCounterpartyCommitmentReply.Decode(pair.Ours.Body(Prepare(sign)));
        Assert.IsTrue(reply.IsReleased);
        return reply.HtlcSignatures;
    }

    private static void Withheld(TestPair pair, SignCounterpartyCommitment sign)
    {
        PrepareCounterpartyCommitmentReply reply = PrepareCounterpartyCommitmentReply.Decode(pair.Ours.Body(Prepare(sign)));
        Assert.IsTrue(!reply.IsReleased && reply.HtlcSignatures.Length == 0);
    }

    private static void Refused(TestPair pair, SignCounterpartyCommitment sign)
    {
        pair.Ours.Refuses(Written, Prepare(sign));
        pair.Ours.Refuses(Written, sign.Encode());
    }

    private static void NotPrepared(TestPair pair, SignCounterpartyCommitment sign)
    {
        pair.Ours.Rejects(ReplyStatus.NotNow, ErrorCode.NotPrepared, Ask(sign));
    }

    private static byte[] Ask(SignCounterpartyCommitment sign)
    {
        SignPreparedCommitment ask = new SignPreparedCommitment();
        ask.ChannelId = sign.ChannelId;
        ask.FundingTag = sign.FundingTag;
        ask.Number = sign.Number;
        return ask.Encode();
    }

    private static byte[] Prepare(SignCounterpartyCommitment sign)
    {
        byte[] message = sign.Encode();
        message[0] = (byte)MessageId.PrepareCounterpartyCommitment;
        return message;
    }
}
