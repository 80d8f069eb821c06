using Holdfast.Lightning;
using Holdfast.Protocol;

namespace Holdfast.Unit.Requests;

/// <summary>FundingsCarryTheSame, through whole requests: a payment that is counted on one funding is not made on another.</summary>
[TestClass]
public class PaymentSpliceTests
{
    private const string Agree = "holdfast-fundings-agree";

    [TestMethod]
    public void TheftAnotherPaymentOnTheSplice()
    {
        TestPair pair = TestSplice.Spliced(out SignSplice splice);
        TestWays.Follow(pair.Ours);
        pair.Ours.Body(pair.Sign(true, 1, 3, Content(pair, 1, 0)).Encode());
        pair.Ours.Refuses(Agree, TestSplice.SignOn(pair, true, splice, 3, Content(pair, 2, 0)).Encode());
        pair.Ours.Refuses(Agree, TestSplice.SignOn(pair, true, splice, 3, pair.Content(0)).Encode());
        pair.Ours.Body(TestSplice.SignOn(pair, true, splice, 3, Content(pair, 1, 0)).Encode());
    }

    [TestMethod]
    public void TheftAnotherPaymentIsPreparedForTheSplice()
    {
        TestPair pair = TestSplice.Spliced(out SignSplice splice);
        TestWays.Follow(pair.Ours);
        pair.Ours.Button.Presses = true;
        SignCounterpartyCommitment first = pair.Sign(true, 1, 3, Paid(pair, 1));
        SignCounterpartyCommitment other = TestSplice.SignOn(pair, true, splice, 3, Paid(pair, 2));
        pair.Ours.Body(Preparing.Prepare(other));
        pair.Ours.Body(Preparing.Prepare(first));
        pair.Ours.Body(Preparing.Ask(first));
        pair.Ours.Rejects(ReplyStatus.NotNow, ErrorCode.NotPrepared, Preparing.Ask(other));
        pair.Ours.Refuses(Agree, other.Encode());
    }

    [TestMethod]
    public void OurCommitmentsCarryTheSameToo()
    {
        TestPair pair = TestSplice.Spliced(out SignSplice splice);
        TestWays.Follow(pair.Ours);
        TestContent content = Content(pair, 1, 0);
        pair.Ours.Body(pair.Validate(true, 1, 3, content, pair.Signed(true, 1, 3, content)).Encode());
        TestContent other = Content(pair, 2, 0);
        pair.Ours.Refuses(Agree, TestSplice.ValidateOn(pair, true, splice, 3, other, TestSplice.SignedOn(pair, true, splice, 3, other)).Encode());
    }

    [TestMethod]
    public void ALockedSpliceIsToldOfItself()
    {
        TestPair pair = TestSplice.Spliced(out SignSplice splice);
        TestWays.Follow(pair.Ours);
        pair.Ours.Body(splice.Encode());
        pair.Ours.Body(pair.Sign(true, 1, 3, Content(pair, 1, 0)).Encode());
        pair.Ours.Body(TestSplice.SignOn(pair, true, splice, 3, Content(pair, 1, 0)).Encode());
        TestContent content = Content(pair, 1, 0);
        pair.Ours.Body(pair.Validate(true, 1, 3, content, pair.Signed(true, 1, 3, content)).Encode());
        pair.Ours.Body(TestSplice.ValidateOn(pair, true, splice, 3, content, TestSplice.SignedOn(pair, true, splice, 3, content)).Encode());
        byte[] secret = RevokeHolderCommitmentReply.Decode(Revoked(pair, splice, content)).Secret;
        pair.Ours.Body(TestSplice.Lock(pair, true, splice).Encode());
        pair.Ours.Body(pair.Revoke(true, 2).Encode());
        pair.Ours.Body(pair.Revocation(true, 2, secret).Encode());

        // What the lock makes uncertain is the dust limit, once.
        pair.Ours.SetLimit(33, 0);
        pair.Ours.Refuses("holdfast-unlisted-limit", TestSplice.SignOn(pair, true, splice, 4, Content(pair, 1, 2002)).Encode());
        pair.Ours.Body(TestSplice.SignOn(pair, true, splice, 4, content).Encode());
    }

    [TestMethod]
    public void TheftTheSpliceGivesALittleLessAfterEachStart()
    {
        // Each step is within what a comparison tolerates, and the device starts anew before the next.
        TestPair pair = TestSplice.Spliced(out SignSplice splice);
        TestWays.Follow(pair.Ours);
        pair.Ours.Body(splice.Encode());
        TestContent content = pair.Content(0);
        Round(pair, splice, 3, content, content);
        Restart(pair, Read(pair));
        Round(pair, splice, 4, content, Less(pair, 2000));
        Restart(pair, Read(pair));
        pair.Ours.Body(pair.Sign(true, 1, 5, content).Encode());
        pair.Ours.Refuses(Agree, TestSplice.SignOn(pair, true, splice, 5, Less(pair, 2001)).Encode());
        pair.Ours.Body(TestSplice.SignOn(pair, true, splice, 5, content).Encode());
    }

    [TestMethod]
    public void NobodyHasToPressWhereTheHostHearsNothingOfALock()
    {
        TestPair pair = TestSplice.Spliced(out SignSplice splice);
        TestWays.Follow(pair.Ours);
        pair.Ours.Body(splice.Encode());
        TestContent content = pair.Content(0);
        Round(pair, splice, 3, content, content);
        byte[] before = Read(pair);
        pair.Ours.Body(TestSplice.Lock(pair, true, splice).Encode());
        Restart(pair, before);

        // What the lock makes uncertain is the same as without the power cut.
        pair.Ours.SetLimit(33, 0);
        pair.Ours.Refuses("holdfast-unlisted-limit", TestSplice.SignOn(pair, true, splice, 4, Less(pair, 1001)).Encode());
        pair.Ours.Body(TestSplice.SignOn(pair, true, splice, 4, content).Encode());
    }

    [TestMethod]
    public void TheHostHearsNothingOfTheFirstCommitmentOfASplice()
    {
        // It repeats the promise after the power cut, on both sides' first and next commitments.
        TestPair pair = TestPair.Used();
        TestWays.Follow(pair.Ours);
        TestContent content = pair.Content(0);
        pair.Advance(2, content);
        SignSplice splice = TestSplice.NewSplice(pair, 100000);
        TestSplice.SetUpSplice(pair, splice);
        TestContent spliced = pair.Content(0);
        spliced.OurSat -= 100000;
        Lost(pair, TestSplice.SignOn(pair, true, splice, 3, spliced).Encode(), true);
        Lost(pair, TestSplice.ValidateOn(pair, true, splice, 3, spliced, TestSplice.SignedOn(pair, true, splice, 3, spliced)).Encode(), false);
        Lost(pair, pair.Sign(true, 1, 4, content).Encode(), true);
        Lost(pair, TestSplice.SignOn(pair, true, splice, 4, spliced).Encode(), false);
        spliced.OurSat -= 2001;
        spliced.TheirSat += 2001;
        pair.Ours.Body(pair.Validate(true, 1, 4, content, pair.Signed(true, 1, 4, content)).Encode());
        pair.Ours.Refuses(Agree, TestSplice.ValidateOn(pair, true, splice, 4, spliced, TestSplice.SignedOn(pair, true, splice, 4, spliced)).Encode());
    }

    // The device writes a promise down and loses power before the host has read the table.
    private static void Lost(TestPair pair, byte[] promise, bool isNews)
    {
        byte[] before = Read(pair);
        pair.Ours.Body(promise);
        pair.Ours.Restart();
        Assert.AreNotEqual(isNews, Show(pair, before));
        pair.Ours.Body(promise);
        byte[] table = Read(pair);
        Assert.AreEqual(before.Length, table.Length);
        Restart(pair, table);
    }

    private static byte[] Read(TestPair pair)
    {
        ReadPayments read = new ReadPayments();
        read.ChannelId = pair.ChannelId(true);
        return ReadPaymentsReply.Decode(pair.Ours.Body(read.Encode())).Payments;
    }

    private static bool Show(TestPair pair, byte[] table)
    {
        ShowPayments show = new ShowPayments();
        show.ChannelId = pair.ChannelId(true);
        show.Payments = table;
        return ShowPaymentsReply.Decode(pair.Ours.Body(show.Encode())).AreKnown;
    }

    private static void Restart(TestPair pair, byte[] table)
    {
        pair.Ours.Restart();
        Assert.IsTrue(Show(pair, table));
    }

    // Both sides go on to a number on both fundings.
    private static void Round(TestPair pair, SignSplice splice, ulong number, TestContent content, TestContent spliced)
    {
        pair.Exchange(1, number, content);
        TestSplice.ExchangeOnSplice(pair, splice, number, spliced);
        pair.RevokeBoth(number - 1);
    }

    private static TestContent Less(TestPair pair, ulong movedSat)
    {
        TestContent content = pair.Content(0);
        content.OurSat -= movedSat;
        content.TheirSat += movedSat;
        return content;
    }

    // The peer holds number 3 on both fundings and revokes number 2.
    private static Holdfast.Bytes.ByteReader Revoked(TestPair pair, SignSplice splice, TestContent content)
    {
        pair.Theirs.Body(pair.Validate(false, 1, 3, content, pair.Signed(false, 1, 3, content)).Encode());
        pair.Theirs.Body(TestSplice.ValidateOn(pair, false, splice, 3, content, TestSplice.SignedOn(pair, false, splice, 3, content)).Encode());
        return pair.Theirs.Body(pair.Revoke(false, 2).Encode());
    }

    private static TestContent Paid(TestPair pair, byte hash)
    {
        TestContent content = pair.Content(0);
        content.Htlcs = TestHtlc.One(TestHtlc.Out(hash, 50000000, 600000));
        content.OurSat -= 50000 + 45;
        return content;
    }

    // One payment of the peer with this hash, and an amount that has moved to the peer.
    private static TestContent Content(TestPair pair, byte hash, ulong movedSat)
    {
        TestContent content = pair.Content(0);
        content.Htlcs = TestHtlc.One(TestHtlc.In(hash, 50000000, 600000));
        content.TheirSat -= 50000 - movedSat;
        content.OurSat -= 45 + movedSat;
        return content;
    }
}
