using Holdfast.Lightning;
using Holdfast.Payments;
using Holdfast.Protocol;

namespace Holdfast.Unit.Requests;

/// <summary>One payment hash more than once: what came in before is the owner's own money, and what is over does not stand in the way of what comes after.</summary>
[TestClass]
public class PaymentOrderTests
{
    private const string GivenBack = "policy-routing-balanced";
    private const string Exceeds = "policy-commitment-htlc-routing-balance";
    private const ulong Paid = 50000000;

    private static readonly Htlc[] s_in = TestHtlc.One(TestHtlc.In(1, Paid, 600034));
    private static readonly Htlc[] s_later = TestHtlc.One(TestHtlc.In(1, Paid, 600044));
    private static readonly Htlc[] s_out = TestHtlc.One(TestHtlc.Out(1, Paid, 600000));
    private static readonly Htlc[] s_other = TestHtlc.One(TestHtlc.In(2, Paid, 600034));

    [TestMethod]
    public void TheftWhatWasReceivedBeforeCoversALaterPaymentWhoseIncomingOneIsGivenBack()
    {
        // The owner was paid under the hash. The same amount comes in again, is paid on, and is given back.
        TestWays ways = new TestWays();
        ulong ownA = ways.A.OwnMsat;
        ulong ownB = ways.B.OwnMsat;
        ways.A.Come(s_in, ownA);
        ways.A.Go(TestHtlc.None, ownA + Paid);
        ways.A.Come(s_in, ownA + Paid);
        ways.B.Go(s_out, ownB - Paid);
        ways.Device.Refuses(GivenBack, ways.A.Sign(TestHtlc.None, ownA + Paid).Encode());
        ways.Device.Refuses(GivenBack, ways.A.Prepare(TestHtlc.None, ownA + Paid).Encode());
        ways.B.Come(TestHtlc.None, ownB - Paid);
        ways.Restart();
        ways.Device.Refuses(GivenBack, ways.A.Sign(TestHtlc.None, ownA + Paid).Encode());

        // Fulfilled it ends, and so it does where the payment came back.
        ways.A.Go(TestHtlc.None, ownA + 2 * Paid);
        ways.A.Come(s_in, ownA + 2 * Paid);
        ways.B.Go(s_out, ownB - 2 * Paid);
        ways.B.Come(TestHtlc.None, ownB - Paid);
        ways.A.Go(TestHtlc.None, ownA + 2 * Paid);
    }

    [TestMethod]
    public void TheftOneOfTwoPartsIsReceivedAndTheOtherPaidOnAndGivenBack()
    {
        // The hash is in flight all the time, so nothing of it is ever forgotten in between.
        TestWays ways = new TestWays();
        ulong ownA = ways.A.OwnMsat;
        ulong ownB = ways.B.OwnMsat;
        ways.A.Come(new Htlc[] { s_in[0], s_later[0] }, ownA);
        ways.A.Go(s_later, ownA + Paid);
        ways.B.Go(s_out, ownB - Paid);
        ways.Device.Refuses(GivenBack, ways.A.Sign(TestHtlc.None, ownA + Paid).Encode());
        ways.A.Go(TestHtlc.None, ownA + 2 * Paid);
    }

    [TestMethod]
    public void TheftWhatWasReceivedBeforeCoversAPreparedPayment()
    {
        TestWays ways = new TestWays();
        ulong ownA = ways.A.OwnMsat;
        ulong ownB = ways.B.OwnMsat;
        ways.A.Come(s_in, ownA);
        ways.A.Go(TestHtlc.None, ownA + Paid);
        ways.A.Come(s_in, ownA + Paid);
        ways.Device.Body(ways.B.Prepare(s_out, ownB - Paid).Encode());
        ways.Device.Body(ways.A.Prepare(TestHtlc.None, ownA + Paid).Encode());
        ways.Device.Rejects(ReplyStatus.NotNow, ErrorCode.NotPrepared, ways.B.SignPrepared().Encode());
        ways.Device.Body(ways.B.Prepare(s_out, ownB - Paid).Encode());
        ways.Device.Body(ways.B.SignPrepared().Encode());
        ways.Device.Refuses(GivenBack, ways.A.Sign(TestHtlc.None, ownA + Paid).Encode());
        ways.B.Keep();
        ways.Restart();
        ways.Device.Refuses(GivenBack, ways.A.Sign(TestHtlc.None, ownA + Paid).Encode());
    }

    [TestMethod]
    public void TheSameHashIsPaidOnOnceMoreAfterOneSideHasForgottenIt()
    {
        Again(true, false);
        Again(true, true);
    }

    [TestMethod]
    public void TheSameHashFailsOnceMoreAfterOneSideHasForgottenIt()
    {
        Again(false, false);
        Again(false, true);
    }

    [TestMethod]
    public void TheftAPaymentThatWasAgreedToPassesForOneThatIsOver()
    {
        TestWays ways = new TestWays();
        ApproveKeysend approve = new ApproveKeysend();
        approve.Payee = ways.B.Pair.TheirNode;
        approve.PaymentHash = TestDevice.Fill(32, 1);
        approve.AmountMsat = Paid;
        ways.Device.Button.Presses = true;
        ways.Device.Body(approve.Encode());
        ways.Device.Button.Presses = false;
        ulong ownA = ways.A.OwnMsat;
        ulong ownB = ways.B.OwnMsat;
        ways.B.Go(s_out, ownB - Paid);
        ways.B.Come(TestHtlc.None, ownB - Paid);
        ways.A.Come(s_in, ownA);
        ways.B.Go(s_out, ownB - 2 * Paid);
        ways.Device.Refuses(GivenBack, ways.A.Sign(TestHtlc.None, ownA).Encode());
        ways.B.Come(TestHtlc.None, ownB - 2 * Paid);
        ways.Device.Refuses(GivenBack, ways.A.Sign(TestHtlc.None, ownA).Encode());
        ways.A.Go(TestHtlc.None, ownA + Paid);
    }

    [TestMethod]
    public void TheftAPaymentInFlightPassesForOneThatIsOver()
    {
        // In and out again over one channel; the second incoming payment comes over the other one.
        TestWays ways = new TestWays();
        ulong ownA = ways.A.OwnMsat;
        ulong ownB = ways.B.OwnMsat;
        ways.A.Come(s_in, ownA);
        ways.A.Go(new Htlc[] { s_in[0], s_out[0] }, ownA - Paid);
        ways.B.Come(s_in, ownB);
        ways.A.Go(s_out, ownA - Paid);
        ways.Device.Refuses(GivenBack, ways.B.Sign(TestHtlc.None, ownB).Encode());
        ways.A.Come(TestHtlc.None, ownA - Paid);
        ways.Device.Refuses(GivenBack, ways.B.Sign(TestHtlc.None, ownB).Encode());
        ways.B.Go(TestHtlc.None, ownB + Paid);
    }

    [TestMethod]
    public void APowerCutForgetsNeitherWhatIsSpentNorWhatIsOver()
    {
        // Each promise is written down and the host never hears of it: it has older tables, and repeats the promise.
        TestWays ways = new TestWays();
        ulong ownA = ways.A.OwnMsat;
        ulong ownB = ways.B.OwnMsat;
        ways.A.Come(s_in, ownA);
        ways.A.Go(TestHtlc.None, ownA + Paid);
        ways.A.Come(s_in, ownA + Paid);
        SignCounterpartyCommitment pay = ways.B.Sign(s_out, ownB - Paid);
        ways.Device.Body(pay.Encode());
        Lost(ways, ways.B, pay.Encode());
        ways.Device.Refuses(GivenBack, ways.A.Sign(TestHtlc.None, ownA + Paid).Encode());
        ways.B.Accept(s_out, ownB - Paid, SignCounterpartyCommitmentReply.Decode(ways.Device.Body(pay.Encode())));
        ways.B.Receive(s_out, ownB - Paid);
        ways.B.Come(TestHtlc.None, ownB - Paid);
        ways.A.Go(TestHtlc.None, ownA + 2 * Paid);

        // The first channel forgets, the second does not, and the same comes in once more.
        ways.A.Go(TestHtlc.None, ownA + 2 * Paid);
        ValidateHolderCommitment validate = ways.A.Validate(s_in, ownA + 2 * Paid);
        ways.Device.Body(validate.Encode());
        Lost(ways, ways.A, validate.Encode());
        ways.A.Revoked(ownA + 2 * Paid);
        ways.A.Pay(s_in, ownA + 2 * Paid);
        ways.A.Go(TestHtlc.None, ownA + 2 * Paid);
        Assert.AreEqual(1, ways.Device.Button.Questions);
    }

    private static void Lost(TestWays ways, TestWay way, byte[] promise)
    {
        ways.Device.Restart();
        TestWay other = way == ways.A ? ways.B : ways.A;
        Assert.IsTrue(other.Show(other.Blob));
        Assert.IsFalse(way.Show(way.Blob));
        ways.Device.Body(promise);
        way.Keep();
    }

    // Everybody is honest but the one who sends the hash a second time, while the channel that has paid it is idle.
    private static void Again(bool succeeds, bool restarts)
    {
        TestWays ways = new TestWays();
        ulong ownA = ways.A.OwnMsat;
        ulong ownB = ways.B.OwnMsat;
        ways.A.Come(s_in, ownA);
        ways.B.Go(s_out, ownB - Paid);
        ways.B.Come(TestHtlc.None, ownB - Paid);
        ways.A.Go(TestHtlc.None, ownA + Paid);
        ways.A.Come(s_other, ownA + Paid);
        ways.A.Come(new Htlc[] { s_other[0], s_in[0] }, ownA + Paid);
        if (restarts)
        {
            ways.Restart();
        }

        if (succeeds)
        {
            ways.B.Go(s_out, ownB - 2 * Paid);
            ways.Device.Refuses(Exceeds, ways.B.Sign(new Htlc[] { s_out[0], s_out[0] }, ownB - 3 * Paid).Encode());
            ways.Device.Refuses(GivenBack, ways.A.Sign(s_other, ownA + Paid).Encode());
            ways.B.Come(TestHtlc.None, ownB - 2 * Paid);
            ways.Device.Refuses(GivenBack, ways.A.Sign(s_other, ownA + Paid).Encode());
        }

        ulong afterA = succeeds ? ownA + 2 * Paid : ownA + Paid;
        ways.A.Go(s_other, afterA);
        ways.A.Go(TestHtlc.None, afterA);
        ways.A.Go(TestHtlc.None, afterA);
        ways.B.Go(TestHtlc.None, ways.B.OwnMsat);
        Assert.AreEqual(0, ways.Device.Button.Questions - (succeeds ? 3 : 0));
        Assert.AreEqual(HtlcTable.HeaderBytes, ways.A.Blob.Length);
        Assert.AreEqual(HtlcTable.HeaderBytes, ways.B.Blob.Length);
    }
}
