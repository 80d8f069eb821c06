using Holdfast.Bytes;
using Holdfast.Lightning;
using Holdfast.Protocol;

namespace Holdfast.Unit.Requests;

/// <summary>
/// Steps of a channel whose commitments are prepared. On the side of the device under test, commitments of the peer are signed; the peer's HTLC is the second of
/// <see cref="TestPair.Content"/>.
/// </summary>
internal static class Preparing
{
    public const string Written = "holdfast-incoming-written";

    /// <summary>A number whose commitments the peer gets on both fundings, and the number before revoked.</summary>
    public static void BothFundings(TestPair pair, SignSplice splice, ulong number, TestContent content)
    {
        SignCounterpartyCommitment[] sign = new SignCounterpartyCommitment[] { Ahead(pair, number, content), On(splice, Ahead(pair, number, content)) };
        for (int i = 0; i < 2; i++)
        {
            SignCounterpartyCommitmentReply signed = SignCounterpartyCommitmentReply.Decode(pair.Ours.Body(sign[i].Encode()));
            ValidateHolderCommitment validate = pair.Validate(false, 1, number, content, signed);
            validate.FundingPrefix = sign[i].FundingPrefix;
            pair.Theirs.Body(validate.Encode());
        }

        byte[] secret = RevokeHolderCommitmentReply.Decode(pair.Theirs.Body(pair.Revoke(false, number - 1).Encode())).Secret;
        pair.Ours.Body(pair.Revocation(true, number - 1, secret).Encode());
    }

    public static TestContent Small(TestContent content)
    {
        TestContent small = Expiring(content, 0);
        small.TheirSat += 50001 - 900;
        small.Htlcs[1].AmountMsat = 900000;
        return small;
    }

    /// <summary>A channel whose book began with number 1, which carries nothing; number 2 is next. Commitment 0 is the only one of the holder.</summary>
    public static TestPair WithBook()
    {
        TestPair pair = TestPair.Locked();
        Peer(pair, 1, Ahead(pair, 1, pair.Content(0)), pair.Content(0));
        return pair;
    }

    /// <summary>The peer gets its commitment and revokes the one before.</summary>
    public static void Peer(TestPair pair, ulong number, SignCounterpartyCommitment sign, TestContent content)
    {
        SignCounterpartyCommitmentReply signed = SignCounterpartyCommitmentReply.Decode(pair.Ours.Body(sign.Encode()));
        pair.Theirs.Body(pair.Validate(false, 1, number, content, signed).Encode());
        byte[] secret = RevokeHolderCommitmentReply.Decode(pair.Theirs.Body(pair.Revoke(false, number - 1).Encode())).Secret;
        pair.Ours.Body(pair.Revocation(true, number - 1, secret).Encode());
    }

    /// <summary>The holder's next commitment, with the peer's HTLCs marked as new or not, and the revocation of the one before or not.</summary>
    public static void Bring(TestPair pair, ulong number, TestContent content, bool isMarked, bool isRevoked)
    {
        ValidateHolderCommitment validate = pair.Validate(true, 1, number, content, pair.Signed(true, 1, number, content));
        for (int i = 0; i < validate.Commitment.Htlcs.Length; i++)
        {
            validate.Commitment.Htlcs[i].IsNew = isMarked && validate.Commitment.Htlcs[i].IsOfferedByPeer;
        }

        pair.Ours.Body(validate.Encode());
        if (isRevoked)
        {
            Revoke(pair, number);
        }
    }

    public static void Revoke(TestPair pair, ulong number)
    {
        byte[] secret = RevokeHolderCommitmentReply.Decode(pair.Ours.Body(pair.Revoke(true, number - 1).Encode())).Secret;
        pair.Theirs.Body(pair.Revocation(false, number - 1, secret).Encode());
    }

    public static SignCounterpartyCommitment Ahead(TestPair pair, ulong number, TestContent content)
    {
        SignCounterpartyCommitment sign = pair.Sign(true, 1, number, content);
        sign.IsAhead = true;
        return sign;
    }

    public static SignCounterpartyCommitment On(SignSplice splice, SignCounterpartyCommitment sign)
    {
        sign.FundingPrefix = TestSplice.PrefixOf(splice);
        return sign;
    }

    public static SignCounterpartyCommitment WithGone(SignCounterpartyCommitment sign, TestContent gone)
    {
        sign.Gone = new Htlc[] { gone.SeenBy(true)[1] };
        return sign;
    }

    public static TestContent Without(TestContent content, int at)
    {
        TestContent less = new TestContent();
        less.OurSat = content.OurSat + 43;
        less.TheirSat = content.TheirSat + 50000;
        less.Htlcs = new Htlc[content.Htlcs.Length - 1];
        for (int i = 0; i < less.Htlcs.Length; i++)
        {
            less.Htlcs[i] = content.SeenBy(true)[i < at ? i : i + 1];
        }

        return less;
    }

    /// <summary>The same with the peer's HTLCs expiring later: on the peer's commitment not a byte is different.</summary>
    public static TestContent Expiring(TestContent content, uint later)
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

    public static byte[][] Released(TestPair pair, SignCounterpartyCommitment sign)
    {
        PrepareCounterpartyCommitmentReply reply = PrepareCounterpartyCommitmentReply.Decode(pair.Ours.Body(Prepare(sign)));
        Assert.IsTrue(reply.IsReleased);
        return reply.HtlcSignatures;
    }

    public static void Withheld(TestPair pair, SignCounterpartyCommitment sign)
    {
        PrepareCounterpartyCommitmentReply reply = PrepareCounterpartyCommitmentReply.Decode(pair.Ours.Body(Prepare(sign)));
        Assert.IsTrue(!reply.IsReleased && reply.HtlcSignatures.Length == 0);
    }

    public static void Refused(TestPair pair, SignCounterpartyCommitment sign)
    {
        pair.Ours.Refuses(Written, Prepare(sign));
        pair.Ours.Refuses(Written, sign.Encode());
    }

    public static void NotPrepared(TestPair pair, SignCounterpartyCommitment sign)
    {
        pair.Ours.Rejects(ReplyStatus.NotNow, ErrorCode.NotPrepared, Ask(sign));
    }

    public static byte[] Ask(SignCounterpartyCommitment sign)
    {
        SignPreparedCommitment ask = new SignPreparedCommitment();
        ask.ChannelId = sign.ChannelId;
        ask.FundingPrefix = sign.FundingPrefix;
        ask.Number = sign.Commitment.Number;
        return ask.Encode();
    }

    public static byte[] Prepare(SignCounterpartyCommitment sign)
    {
        return sign.EncodeAs(MessageId.PrepareCounterpartyCommitment);
    }
}
