using Holdfast.Lightning;
using Holdfast.Protocol;

namespace Holdfast.Unit.Requests;

/// <summary>A thief controls the node and the peers of both channels. Nothing leaves for which nothing comes in, whatever the order of the requests.</summary>
[TestClass]
public class PaymentTheftTests
{
    private const string Uncovered = "policy-commitment-payment-invoiced";
    private const string Exceeds = "policy-commitment-htlc-routing-balance";
    private const string GivenBack = "policy-routing-balanced";
    private const string TooLate = "policy-routing-cltv-delta";
    private const byte CltvDelta = 26;
    private const ulong Paid = 50000000;

    private static readonly Htlc[] s_in = TestHtlc.One(TestHtlc.In(1, Paid, 600034));
    private static readonly Htlc[] s_out = TestHtlc.One(TestHtlc.Out(1, Paid, 600000));
    private static readonly Htlc[] s_both = new Htlc[] { s_in[0], s_out[0] };
    private static readonly Htlc[] s_twice = new Htlc[] { s_out[0], s_out[0] };

    [TestMethod]
    public void TheftAPaymentToAnybody()
    {
        TestWays ways = new TestWays();
        ways.Device.Refuses(Uncovered, ways.B.Sign(s_out, ways.B.OwnMsat - Paid).Encode());
        ways.Device.Refuses(Uncovered, ways.B.Prepare(s_out, ways.B.OwnMsat - Paid).Encode());
        Assert.IsTrue(ways.Device.Button.LastQuestion.IndexOf("Pay 50000 sat") == 0);
        Htlc[] received = TestHtlc.One(TestHtlc.Out(1, Paid, 600000));
        ways.Device.Refuses(Uncovered, ways.A.Sign(received, ways.A.OwnMsat - Paid).Encode());

        // The owner may press for it, once for the amount.
        ways.Device.Button.Presses = true;
        ways.B.Go(s_out, ways.B.OwnMsat - Paid);
        ways.Device.Button.Presses = false;
        ways.Device.Refuses(Uncovered, ways.B.Sign(s_twice, ways.B.OwnMsat - Paid).Encode());
        ways.Device.Refuses(Uncovered, ways.A.Sign(s_out, ways.A.OwnMsat - Paid).Encode());
    }

    [TestMethod]
    public void TheftAPaymentOnOurOwnCommitment()
    {
        TestWays ways = new TestWays();
        ways.Device.Refuses(Uncovered, ways.B.Validate(s_out, ways.B.OwnMsat - Paid).Encode());
    }

    [TestMethod]
    public void TheftTheIncomingPaymentHasAHashThatOnlyBeginsTheSame()
    {
        // Nobody has a preimage for it; the thief has that of the outgoing one.
        TestWays ways = new TestWays();
        ways.A.Come(TestHtlc.One(TestHtlc.Alike(s_in[0])), ways.A.OwnMsat);
        ways.Device.Refuses(Uncovered, ways.B.Sign(s_out, ways.B.OwnMsat - Paid).Encode());
        ways.B.Pay(TestHtlc.One(TestHtlc.Alike(s_out[0])), ways.B.OwnMsat - Paid);
    }

    [TestMethod]
    public void TheftALaterPaymentInPlaceOfThePreparedOne()
    {
        // The amount is the same, so nothing more leaves; but it may be taken after what came in has expired.
        TestWays ways = new TestWays();
        ulong own = ways.B.OwnMsat - Paid;
        Htlc[] late = TestHtlc.One(TestHtlc.Out(1, Paid, 600034));
        Htlc[] early = TestHtlc.One(TestHtlc.Out(1, Paid, 599999));
        ways.A.Come(s_in, ways.A.OwnMsat);
        ways.Device.Body(ways.B.Prepare(early, own).Encode());
        ways.Device.Refuses(TooLate, ways.B.Prepare(late, own).Encode());
        ways.Device.Refuses(TooLate, ways.B.Sign(late, own).Encode());
        ways.Device.Body(ways.B.Prepare(s_out, own).Encode());

        // The same payments were looked at when they were prepared, and may be signed whole when the time has passed; others may not.
        ways.Device.SetLimit(CltvDelta, 36);
        ways.Device.Refuses(TooLate, ways.B.Sign(early, own).Encode());
        ways.B.Pay(s_out, own);
    }

    [TestMethod]
    public void TheftALaterPaymentInPlaceOfTheHeldOne()
    {
        // The peer signs another content of the number that the device holds already: its device is that of a world in which it has signed nothing yet. A satoshi makes it
        // another transaction: the holder's commitment does not contain when what it offers expires.
        TestWays ways = new TestWays();
        ulong own = ways.B.OwnMsat - Paid;
        byte[] late = new TestWays().B.Validate(TestHtlc.One(TestHtlc.Out(1, Paid, 600034)), own - 1000).Encode();
        byte[] early = new TestWays().B.Validate(TestHtlc.One(TestHtlc.Out(1, Paid, 599999)), own - 1000).Encode();
        ways.A.Come(s_in, ways.A.OwnMsat);
        ways.Device.Body(ways.B.Validate(s_out, own).Encode());
        ways.Device.Refuses(TooLate, late);
        ways.Device.Body(early);
    }

    [TestMethod]
    public void TheftOneIncomingPaymentPaidOnTwice()
    {
        TestWays ways = new TestWays();
        ulong ownA = ways.A.OwnMsat;
        ulong ownB = ways.B.OwnMsat;
        ways.A.Come(s_in, ownA);

        // Twice on one channel.
        ways.Device.Refuses(Exceeds, ways.B.Sign(s_twice, ownB - 2 * Paid).Encode());

        // Once on the channel it came from and once on the other, the first only prepared.
        ways.Device.Body(ways.A.Prepare(s_both, ownA - Paid).Encode());
        ways.B.Pay(s_out, ownB - Paid);
        ways.Device.Rejects(ReplyStatus.NotNow, ErrorCode.NotPrepared, ways.A.SignPrepared().Encode());
        ways.Device.Refuses(Exceeds, ways.A.Prepare(s_both, ownA - Paid).Encode());
        ways.Device.Refuses(Exceeds, ways.A.Sign(s_both, ownA - Paid).Encode());

        // Settled on the second channel: what was paid stays paid while the incoming one is there.
        ways.B.Receive(s_out, ownB - Paid);
        ways.B.Come(TestHtlc.None, ownB - Paid);
        ways.Device.Refuses(Exceeds, ways.A.Sign(s_both, ownA - Paid).Encode());
        ways.Device.Refuses(Exceeds, ways.B.Sign(s_out, ownB - 2 * Paid).Encode());
        ways.Restart();
        ways.Device.Refuses(Exceeds, ways.B.Sign(s_out, ownB - 2 * Paid).Encode());
    }

    [TestMethod]
    public void TheftAPreparedPaymentIsSignedBesideAnother()
    {
        // Both are prepared for one incoming payment; with the second the first is signed no more.
        TestWays ways = new TestWays();
        ulong ownB = ways.B.OwnMsat;
        ways.A.Come(s_in, ways.A.OwnMsat);
        PrepareCounterpartyCommitment prepare = ways.B.Prepare(s_out, ownB - Paid);
        ways.Device.Body(prepare.Encode());
        ways.Device.Body(ways.A.Prepare(s_both, ways.A.OwnMsat - Paid).Encode());
        ways.Device.Rejects(ReplyStatus.NotNow, ErrorCode.NotPrepared, ways.B.SignPrepared().Encode());
        ways.Device.Body(prepare.Encode());
        ways.Device.Rejects(ReplyStatus.NotNow, ErrorCode.NotPrepared, ways.A.SignPrepared().Encode());

        // Another content was signed meanwhile under the number.
        ways.B.Pay(TestHtlc.None, ownB);
        ways.A.Pay(s_both, ways.A.OwnMsat - Paid);
        SignPreparedCommitment sign = ways.B.SignPrepared();
        sign.Number = ways.B.PeersNumber;
        ways.Device.Refuses("policy-commitment-retry-same", sign.Encode());
    }

    [TestMethod]
    public void APreparedPaymentIsSignedAsItWasLetPass()
    {
        TestWays ways = new TestWays();
        ulong ownB = ways.B.OwnMsat;
        ways.A.Come(s_in, ways.A.OwnMsat);
        ways.Device.Body(ways.B.Prepare(s_out, ownB - Paid).Encode());
        Assert.AreEqual(1, ways.Device.CommitsOf(ways.B.SignPrepared().Encode()));
        ways.B.Keep();
        ways.Device.Refuses(Exceeds, ways.A.Sign(s_both, ways.A.OwnMsat - Paid).Encode());
        ways.Restart();
        ways.Device.Refuses(Exceeds, ways.A.Sign(s_both, ways.A.OwnMsat - Paid).Encode());
    }

    [TestMethod]
    public void TheftTheIncomingPaymentIsGivenBack()
    {
        TestWays ways = new TestWays();
        ulong ownA = ways.A.OwnMsat;
        ulong ownB = ways.B.OwnMsat;
        ways.A.Come(s_in, ownA);
        ways.B.Go(s_out, ownB - Paid);

        // While it is in flight, while only one side has it no more, and when it is settled.
        ways.Device.Refuses(GivenBack, ways.A.Sign(TestHtlc.None, ownA).Encode());
        ways.B.Receive(TestHtlc.None, ownB - Paid);
        ways.Device.Refuses(GivenBack, ways.A.Sign(TestHtlc.None, ownA).Encode());
        ways.B.Pay(TestHtlc.None, ownB - Paid);
        ways.Device.Refuses(GivenBack, ways.A.Sign(TestHtlc.None, ownA).Encode());
        ways.Device.Refuses(GivenBack, ways.A.Prepare(TestHtlc.None, ownA).Encode());
        ways.Device.Refuses(GivenBack, ways.A.Sign(TestHtlc.None, ownA + Paid / 2 - 1000).Encode());
        ways.Device.Refuses("holdfast-unlisted-limit", ways.A.Sign(TestHtlc.None, ownA + Paid - 8000000).Encode());
        ways.Device.Refuses(GivenBack, ways.A.Sign(TestHtlc.None, ownA).Encode());
        Assert.IsTrue(ways.Device.Button.LastQuestion.IndexOf("Give back 50000 sat") == 0);

        // Paid to the holder, it ends.
        ways.A.Go(TestHtlc.None, ownA + Paid);
    }

    [TestMethod]
    public void TheftAFailureThatOnlyOneSideHas()
    {
        // The outgoing payment failed on the holder's commitment, and the peer still holds one on which it is in flight.
        TestWays ways = new TestWays();
        ulong ownA = ways.A.OwnMsat;
        ulong ownB = ways.B.OwnMsat;
        ways.A.Come(s_in, ownA);
        ways.B.Go(s_out, ownB - Paid);
        ways.B.Receive(TestHtlc.None, ownB);
        ways.Device.Refuses(GivenBack, ways.A.Sign(TestHtlc.None, ownA).Encode());
        SignCounterpartyCommitmentReply signed = SignCounterpartyCommitmentReply.Decode(ways.Device.Body(ways.B.Sign(TestHtlc.None, ownB).Encode()));
        ways.Device.Refuses(GivenBack, ways.A.Sign(TestHtlc.None, ownA).Encode());
        ways.B.Accept(TestHtlc.None, ownB, signed);
        ways.A.Go(TestHtlc.None, ownA);
    }

    [TestMethod]
    public void TheftPaidOnBeforeItIsIrrevocable()
    {
        TestWays ways = new TestWays();
        ulong ownA = ways.A.OwnMsat;
        byte[] pay = ways.B.Sign(s_out, ways.B.OwnMsat - Paid).Encode();
        ways.Device.Body(ways.A.Validate(s_in, ownA).Encode());
        ways.Device.Refuses(Uncovered, pay);
        ways.A.Revoked(ownA);
        ways.Device.Refuses(Uncovered, pay);
        SignCounterpartyCommitmentReply signed = SignCounterpartyCommitmentReply.Decode(ways.Device.Body(ways.A.Sign(s_in, ownA).Encode()));
        ways.Device.Refuses(Uncovered, pay);
        ways.A.Accept(s_in, ownA, signed);
        ways.Device.Body(pay);
    }

    [TestMethod]
    public void TheftWhatWasReceivedForGoodIsPaidOn()
    {
        TestWays ways = new TestWays();
        ulong ownA = ways.A.OwnMsat;
        ways.A.Come(s_in, ownA);
        ways.A.Go(TestHtlc.None, ownA + Paid);
        ways.Device.Refuses(Uncovered, ways.B.Sign(s_out, ways.B.OwnMsat - Paid).Encode());
    }

    [TestMethod]
    public void TheftAnOldTableIsShownAfterARestart()
    {
        TestWays ways = new TestWays();
        ulong ownA = ways.A.OwnMsat;
        ulong ownB = ways.B.OwnMsat;
        ways.A.Come(s_in, ownA);
        byte[] before = ways.B.Blob;
        ways.B.Pay(s_out, ownB - Paid);
        ways.B.Keep();
        byte[] pay = ways.A.Sign(s_both, ownA - Paid).Encode();
        ways.Device.Restart();

        // Nothing shown, an old one, that of another channel, one byte changed, none at all.
        ways.Device.Rejects(ReplyStatus.NotNow, ErrorCode.PaymentsUnknown, pay);
        Assert.IsTrue(ways.A.Show(ways.A.Blob));
        ways.Device.Rejects(ReplyStatus.NotNow, ErrorCode.PaymentsUnknown, pay);
        Assert.IsFalse(ways.B.Show(before));
        Assert.IsFalse(ways.B.Show(ways.A.Blob));
        for (int i = 0; i < ways.B.Blob.Length; i += 7)
        {
            byte[] changed = new Holdfast.Bytes.ByteReader(ways.B.Blob).Bytes(ways.B.Blob.Length);
            changed[i] ^= 1;
            ShowPayments show = new ShowPayments();
            show.ChannelId = ways.B.Id;
            show.Payments = changed;
            Reply reply = ways.Device.Ask(show.Encode());
            Assert.IsTrue(reply.Status == ReplyStatus.Malformed || (reply.Status == ReplyStatus.Ok && reply.Body[0] == 0));
        }

        ways.Device.Rejects(ReplyStatus.NotNow, ErrorCode.PaymentsUnknown, pay);
        Assert.IsTrue(ways.B.Show(ways.B.Blob));
        ways.Device.Refuses(Exceeds, pay);
    }

    [TestMethod]
    public void TheftTheTableOfEitherChannelIsWithheld()
    {
        TestWays ways = new TestWays();
        byte[] payOverA = ways.A.Sign(s_out, ways.A.OwnMsat - Paid).Encode();
        byte[] payOverB = ways.B.Sign(s_out, ways.B.OwnMsat - Paid).Encode();
        ways.Device.Restart();
        Assert.IsTrue(ways.A.Show(ways.A.Blob));
        ways.Device.Rejects(ReplyStatus.NotNow, ErrorCode.PaymentsUnknown, payOverA);
        ways.Device.Restart();
        Assert.IsTrue(ways.B.Show(ways.B.Blob));
        ways.Device.Rejects(ReplyStatus.NotNow, ErrorCode.PaymentsUnknown, payOverB);
        Assert.IsTrue(ways.A.Show(ways.A.Blob));
        ways.Device.Refuses(Uncovered, payOverB);
    }

    [TestMethod]
    public void AnotherContentDoesNotCompleteAnOldTable()
    {
        TestWays ways = new TestWays();
        ulong ownB = ways.B.OwnMsat;
        ways.A.Come(s_in, ways.A.OwnMsat);
        byte[] before = ways.B.Blob;
        byte[] sign = ways.B.Sign(s_out, ownB - Paid).Encode();
        ways.Device.Body(sign);
        ways.Device.Restart();
        Assert.IsTrue(ways.A.Show(ways.A.Blob));
        Assert.IsFalse(ways.B.Show(before));
        ways.Device.Refuses("policy-commitment-retry-same", ways.B.Sign(TestHtlc.None, ownB).Encode());
        Assert.IsFalse(ways.B.Show(before));
        ways.Device.Body(sign);
        Assert.IsTrue(ways.B.Show(before));
        ways.Device.Refuses(Exceeds, ways.A.Sign(s_both, ways.A.OwnMsat - Paid).Encode());
    }

    [TestMethod]
    public void TheFullDelayIsKept()
    {
        TestWays ways = new TestWays();
        ulong ownB = ways.B.OwnMsat;
        ways.A.Come(TestHtlc.One(TestHtlc.In(1, Paid, 600006)), ways.A.OwnMsat);
        ways.Device.Refuses("policy-routing-cltv-delta", ways.B.Sign(TestHtlc.One(TestHtlc.Out(1, Paid, 600034)), ownB - Paid).Encode());

        // Later than what comes in, by a block or by far.
        ways.Device.Refuses("policy-routing-cltv-delta", ways.B.Sign(TestHtlc.One(TestHtlc.Out(1, Paid, 600007)), ownB - Paid).Encode());
        ways.Device.Refuses("policy-routing-cltv-delta", ways.B.Sign(TestHtlc.One(TestHtlc.Out(1, Paid, 900000)), ownB - Paid).Encode());
        ways.Device.Body(ways.B.Sign(s_out, ownB - Paid).Encode());
    }

    [TestMethod]
    public void TheftAClosingChannelCoversAPayment()
    {
        TestWays ways = new TestWays();
        ways.A.Come(s_in, ways.A.OwnMsat);
        ways.Device.Body(ways.A.Pair.Close(false, ways.A.Funding, ways.A.OwnNumber).Encode());
        ways.Device.Refuses(Uncovered, ways.B.Sign(s_out, ways.B.OwnMsat - Paid).Encode());
    }

    [TestMethod]
    public void WhatWasPaidOnForAClosedChannelIsNotTakenFromTheNextPayment()
    {
        TestWays ways = new TestWays();
        ways.A.Come(s_in, ways.A.OwnMsat);
        ulong own = ways.B.OwnMsat - Paid;
        ways.B.Go(s_out, own);
        ways.B.Go(TestHtlc.None, own);
        ways.Device.Body(ways.A.Pair.Close(false, ways.A.Funding, ways.A.OwnNumber).Encode());

        // Somebody sends under the same hash once more. It can be given back, and it covers nothing twice.
        ways.B.Come(s_in, own);
        ways.B.Go(TestHtlc.None, own);
        ways.Device.Refuses(Uncovered, ways.B.Sign(s_out, own - Paid).Encode());

        // Nothing of it stays, although the closed channel has its HTLC for ever.
        ways.B.Go(TestHtlc.None, own);
        Assert.AreEqual(Holdfast.Payments.HtlcTable.HeaderBytes, ways.B.Blob.Length);
    }

    [TestMethod]
    public void TheftTheChannelIsForgottenThatPaid()
    {
        TestWays ways = new TestWays();
        ways.A.Come(s_in, ways.A.OwnMsat);
        ways.B.Pay(s_out, ways.B.OwnMsat - Paid);
        ForgetChannel forget = new ForgetChannel();
        forget.ChannelId = ways.B.Id;
        ways.Device.Body(forget.Encode());
        byte[] pay = ways.A.Sign(s_both, ways.A.OwnMsat - Paid).Encode();
        ways.Device.Refuses(Exceeds, pay);
        ways.Device.Restart();
        Assert.IsTrue(ways.A.Show(ways.A.Blob));
        ways.Device.Rejects(ReplyStatus.NotNow, ErrorCode.PaymentsUnknown, pay);
        Assert.IsTrue(ways.B.Show(ways.B.Blob));
        ways.Device.Refuses(Exceeds, pay);
    }

    [TestMethod]
    public void AdoptingNeedsTheOwner()
    {
        TestWays ways = new TestWays();
        AdoptPayments adopt = new AdoptPayments();
        adopt.ChannelId = ways.B.Id;
        ways.Device.Rejects(ReplyStatus.Refused, ErrorCode.NotApproved, adopt.Encode());
        ways.A.Come(s_in, ways.A.OwnMsat);
        ways.B.Go(s_out, ways.B.OwnMsat - Paid);
        ways.Device.Restart();
        Assert.IsTrue(ways.A.Show(ways.A.Blob));
        ways.Device.Button.Presses = true;
        ways.Device.Body(adopt.Encode());
        ways.Device.Button.Presses = false;
        ways.B.Keep();
        Assert.AreEqual(0, ways.B.Blob.Length);

        // What is in flight is taken from both sides, and counts from then on.
        ways.B.Go(s_out, ways.B.OwnMsat);
        ways.Device.Refuses(Exceeds, ways.A.Sign(s_both, ways.A.OwnMsat - Paid).Encode());
        ways.Device.Refuses(GivenBack, ways.A.Sign(TestHtlc.None, ways.A.OwnMsat).Encode());
        ways.B.Come(TestHtlc.None, ways.B.OwnMsat);
        ways.A.Go(TestHtlc.None, ways.A.OwnMsat + Paid);
    }

    [TestMethod]
    public void ALostTableOfAChannelThatOnlyEndsStopsNobody()
    {
        for (int i = 0; i < 2; i++)
        {
            TestWays ways = new TestWays();
            ways.A.Come(s_in, ways.A.OwnMsat);
            ways.B.Go(s_out, ways.B.OwnMsat - Paid);
            ForgetChannel forget = new ForgetChannel();
            forget.ChannelId = ways.B.Id;
            ways.Device.Body(i == 0 ? forget.Encode() : ways.B.Pair.Close(true, ways.B.Funding, ways.B.OwnNumber).Encode());
            ways.Device.Restart();
            Assert.IsTrue(ways.A.Show(ways.A.Blob));
            byte[] giveBack = ways.A.Sign(TestHtlc.None, ways.A.OwnMsat).Encode();
            ways.Device.Rejects(ReplyStatus.NotNow, ErrorCode.PaymentsUnknown, giveBack);
            AdoptPayments adopt = new AdoptPayments();
            adopt.ChannelId = ways.B.Id;
            ways.Device.Rejects(ReplyStatus.Refused, ErrorCode.NotApproved, adopt.Encode());
            Assert.IsTrue(ways.Device.Button.LastQuestion.IndexOf("Forget what was paid in channel 2") == 0);
            ways.Device.Button.Presses = true;
            ways.Device.Body(adopt.Encode());
            ways.Device.Button.Presses = false;
            int questions = ways.Device.Button.Questions;
            ways.Device.Body(giveBack);
            ways.Device.Restart();
            ways.Device.Body(giveBack);
            Assert.AreEqual(questions, ways.Device.Button.Questions);
        }
    }
}
