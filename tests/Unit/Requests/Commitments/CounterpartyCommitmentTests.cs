using System;
using Holdfast.Bytes;
using Holdfast.Lightning;
using Holdfast.Protocol;

namespace Holdfast.Unit.Requests;

/// <summary>The rule that everything stands on, and its neighbours: signing and preparing the peer's commitment.</summary>
[TestClass]
public class CounterpartyCommitmentTests
{
    private const string RetrySame = "policy-commitment-retry-same";
    private const string PreviousRevoked = "policy-commitment-previous-revoked";

    [TestMethod]
    public void ASecondContentForANumberIsRefusedForEver()
    {
        TestPair pair = TestPair.Locked();
        TestContent first = pair.Content(2);
        byte[] signatures = pair.Ours.Body(pair.Sign(true, 1, 1, first).Encode()).Rest();

        pair.Ours.Refuses(RetrySame, pair.Sign(true, 1, 1, pair.Content(0)).Encode());
        pair.Ours.Restart();
        pair.Ours.Refuses(RetrySame, pair.Sign(true, 1, 1, pair.Content(1)).Encode());
        Assert.IsTrue(Check.Same(signatures, pair.Ours.Body(pair.Sign(true, 1, 1, first).Encode()).Rest()));
    }

    [TestMethod]
    public void EveryFieldCounts()
    {
        TestPair pair = TestPair.Locked();
        pair.Ours.Body(pair.Sign(true, 1, 1, pair.Content(2)).Encode());

        SignCounterpartyCommitment other = pair.Sign(true, 1, 1, pair.Content(2));
        other.Commitment.Point = pair.Point(false, 0);
        pair.Ours.Refuses(RetrySame, other.Encode());

        other = pair.Sign(true, 1, 1, pair.Content(2));
        other.Commitment.FeeratePerKw++;
        pair.Ours.Refuses(RetrySame, other.Encode());

        other = pair.Sign(true, 1, 1, pair.Content(2));
        other.Commitment.ToHolderSat--;
        pair.Ours.Refuses(RetrySame, other.Encode());

        other = pair.Sign(true, 1, 1, pair.Content(2));
        other.Commitment.ToCounterpartySat--;
        pair.Ours.Refuses(RetrySame, other.Encode());

        other = pair.Sign(true, 1, 1, pair.Content(2));
        other.Commitment.Htlcs[1].AmountMsat--;
        pair.Ours.Refuses(RetrySame, other.Encode());

        other = pair.Sign(true, 1, 1, pair.Content(2));
        other.Commitment.Htlcs[1].PaymentHash[31] ^= 1;
        pair.Ours.Refuses(RetrySame, other.Encode());
        other.Commitment.Htlcs[1].PaymentHash[31] ^= 1;

        other = pair.Sign(true, 1, 1, pair.Content(2));
        other.Commitment.Htlcs[1].Expiry++;
        pair.Ours.Refuses(RetrySame, other.Encode());

        other = pair.Sign(true, 1, 1, pair.Content(2));
        other.Commitment.Htlcs[1].IsOfferedByPeer = false;
        pair.Ours.Refuses(RetrySame, other.Encode());

        other = pair.Sign(true, 1, 1, pair.Content(2));
        other.Commitment.Htlcs[1].IsTrimmed = true;
        pair.Ours.Refuses(RetrySame, other.Encode());

        other = pair.Sign(true, 1, 1, pair.Content(2));
        other.Commitment.Htlcs = new Htlc[] { other.Commitment.Htlcs[0] };
        pair.Ours.Refuses(RetrySame, other.Encode());
    }

    [TestMethod]
    public void TheOrderOfHtlcsDoesNotCount()
    {
        TestPair pair = TestPair.Locked();
        byte[] signatures = pair.Ours.Body(pair.Sign(true, 1, 1, pair.Content(3)).Encode()).Rest();
        SignCounterpartyCommitment turned = pair.Sign(true, 1, 1, pair.Content(3));
        turned.Commitment.Htlcs = new Htlc[] { turned.Commitment.Htlcs[2], turned.Commitment.Htlcs[0], turned.Commitment.Htlcs[1] };
        Assert.IsTrue(Check.Same(signatures, pair.Ours.Body(turned.Encode()).Rest()));
    }

    [TestMethod]
    public void TheSameAgainIsSignedEvenAfterItsPredecessorIsRevoked()
    {
        TestPair pair = TestPair.Locked();
        byte[] signatures = pair.Ours.Body(pair.Sign(true, 1, 1, pair.Content(1)).Encode()).Rest();
        pair.Theirs.Body(pair.Validate(false, 1, 1, pair.Content(1), pair.Signed(false, 1, 1, pair.Content(1))).Encode());
        byte[] secret = RevokeHolderCommitmentReply.Decode(pair.Theirs.Body(pair.Revoke(false, 0).Encode())).Secret;
        pair.Ours.Body(pair.Revocation(true, 0, secret).Encode());
        Assert.IsTrue(Check.Same(signatures, pair.Ours.Body(pair.Sign(true, 1, 1, pair.Content(1)).Encode()).Rest()));
    }

    [TestMethod]
    public void ThePredecessorsPredecessorMustBeRevoked()
    {
        TestPair pair = TestPair.Locked();
        pair.Ours.Body(pair.Sign(true, 1, 1, pair.Content(1)).Encode());
        SignCounterpartyCommitment next = pair.Sign(true, 1, 1, pair.Content(0));
        next.Commitment.Number = 2;
        pair.Ours.Refuses(PreviousRevoked, next.Encode());
        next.Commitment.Number = 3;
        pair.Ours.Refuses(PreviousRevoked, next.Encode());
        next.Commitment.Number = 0;
        pair.Ours.Refuses(PreviousRevoked, next.Encode());
        next.Commitment.Number = ulong.MaxValue;
        pair.Ours.Rejects(ReplyStatus.Malformed, ErrorCode.BadBody, next.Encode());
    }

    [TestMethod]
    public void TheFirstNumberIsZero()
    {
        TestPair pair = new TestPair();
        pair.SetUp(1);
        pair.Ours.Refuses(PreviousRevoked, pair.Sign(true, 1, 1, pair.Content(0)).Encode());
        pair.Ours.Body(pair.Sign(true, 1, 0, pair.Content(0)).Encode());
    }

    [TestMethod]
    public void PrepareAgreesWithTheSignThatFollowsAndChangesNothing()
    {
        TestPair pair = TestPair.Locked();
        SignCounterpartyCommitment next = pair.Sign(true, 1, 1, pair.Content(2));
        byte[] image = pair.Ours.Volume.Image();
        Assert.IsFalse(PrepareCounterpartyCommitmentReply.Decode(pair.Ours.Body(Prepare(next))).IsReleased);
        Assert.IsTrue(Check.Same(image, pair.Ours.Volume.Image()));

        // Another content may be prepared as well: nothing was promised.
        pair.Ours.Body(Prepare(pair.Sign(true, 1, 1, pair.Content(0))));
        pair.Ours.Body(next.Encode());
        pair.Ours.Body(Prepare(next));
        pair.Ours.Refuses(RetrySame, Prepare(pair.Sign(true, 1, 1, pair.Content(0))));

        next.Commitment.Number = 2;
        pair.Ours.Refuses(PreviousRevoked, Prepare(next));
        next.ChannelId[0] ^= 1;
        pair.Ours.Rejects(ReplyStatus.NotNow, ErrorCode.UnknownChannel, Prepare(next));
    }

    [TestMethod]
    public void WhatCannotBeIsMalformed()
    {
        TestPair pair = TestPair.Locked();
        SignCounterpartyCommitment next = pair.Sign(true, 1, 1, pair.Content(2));
        next.Commitment.ToHolderSat = TestPair.ValueSat + 1;
        pair.Ours.Rejects(ReplyStatus.Malformed, ErrorCode.BadAmounts, next.Encode());

        next = pair.Sign(true, 1, 1, pair.Content(2));
        next.Commitment.ToHolderSat = ulong.MaxValue;
        pair.Ours.Rejects(ReplyStatus.Malformed, ErrorCode.BadAmounts, next.Encode());

        next = pair.Sign(true, 1, 1, pair.Content(2));
        next.Commitment.Htlcs[0].AmountMsat += 2 * TestPair.FeeAndAnchorsSat * 1000;
        pair.Ours.Rejects(ReplyStatus.Malformed, ErrorCode.BadAmounts, next.Encode());

        next = pair.Sign(true, 1, 1, pair.Content(2));
        next.Commitment.Htlcs[0].AmountMsat = ulong.MaxValue;
        pair.Ours.Rejects(ReplyStatus.Malformed, ErrorCode.BadBody, next.Encode());

        next = pair.Sign(true, 1, 1, pair.Content(2));
        next.Commitment.Point = TestCurve.NoPoint();
        pair.Ours.Rejects(ReplyStatus.Malformed, ErrorCode.BadKey, next.Encode());

        next = pair.Sign(true, 1, 1, pair.Content(2));
        next.FundingPrefix++;
        pair.Ours.Rejects(ReplyStatus.NotNow, ErrorCode.UnknownChannel, next.Encode());
    }

    [TestMethod]
    public void AnHtlcThatCannotPayForItsTransactionIsMalformed()
    {
        TestPair pair = new TestPair();
        pair.ChannelType = 0;
        pair.SetUp(1);
        pair.Exchange(1, 0, pair.Content(0));
        SignCounterpartyCommitment next = pair.Sign(true, 1, 1, pair.Content(1));

        // 703 weight units: the peer receives the HTLC of 50,000 sat.
        next.Commitment.FeeratePerKw = 71126;
        pair.Ours.Rejects(ReplyStatus.Malformed, ErrorCode.BadAmounts, next.Encode());
        next.Commitment.FeeratePerKw = 71125;
        pair.Ours.Refuses("policy-commitment-fee-range", next.Encode());
        next.Commitment.FeeratePerKw = 253;
        pair.Ours.Body(next.Encode());
    }

    /// <summary>
    /// A device that reads 8192 bytes holds 74 HTLCs with their signatures. It signed the peer's commitment with up to 120, and then could not be
    /// shown its own: the channel was lost. Now both are refused by the same rule at the same number, before anything is promised.
    /// </summary>
    [TestMethod]
    public void EightyFiveHtlcsAreRefusedForEitherCommitmentBeforeAnythingIsPromised()
    {
        TestPair pair = TestPair.Locked();
        TestContent content = pair.Content(0);
        ulong oursWithout = content.OurSat;
        SignCounterpartyCommitmentReply signed = new SignCounterpartyCommitmentReply();
        signed.Signature = new byte[64];
        int[] counts = new int[] { 85, 75 };
        for (int i = 0; i < counts.Length; i++)
        {
            Fill(content, counts[i]);
            content.OurSat = oursWithout - ((ulong)counts[i] * 1045);
            signed.HtlcSignatures = new byte[counts[i]][];
            pair.Ours.Refuses("policy-commitment-htlc-count-limit", Prepare(pair.Sign(true, 1, 1, content)));
            pair.Ours.Refuses("policy-commitment-htlc-count-limit", pair.Sign(true, 1, 1, content).Encode());
            for (int k = 0; k < counts[i]; k++)
            {
                signed.HtlcSignatures[k] = new byte[64];
            }

            pair.Ours.Refuses("policy-commitment-htlc-count-limit", pair.Validate(true, 1, 1, content, signed).Encode());
        }

        Fill(content, 74);
        content.OurSat = oursWithout - (74 * 1045);
        Reply reply = pair.Ours.Ask(pair.Sign(true, 1, 1, content).Encode());
        Assert.IsTrue(reply.Status == ReplyStatus.Ok && reply.Body.Length + 33 <= ProtocolLimits.MessageBytesMin);
    }

    private static void Fill(TestContent content, int count)
    {
        content.Htlcs = new Htlc[count];
        for (int i = 0; i < count; i++)
        {
            Htlc htlc = new Htlc();
            htlc.AmountMsat = 1000000;
            htlc.PaymentHash = TestDevice.Fill(32, (byte)i);
            htlc.Expiry = 600000;
            content.Htlcs[i] = htlc;
        }
    }

    private static byte[] Prepare(SignCounterpartyCommitment sign)
    {
        return sign.EncodeAs(MessageId.PrepareCounterpartyCommitment);
    }
}
