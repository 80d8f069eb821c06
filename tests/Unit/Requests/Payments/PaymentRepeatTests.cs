using Holdfast.Lightning;

namespace Holdfast.Unit.Requests;

/// <summary>
/// The device has written a promise down and lost power before the host has read the table. The repeat of the promise completes the older one, whatever other channels have done
/// meanwhile, and nobody has to press.
/// </summary>
[TestClass]
public class PaymentRepeatTests
{
    private const ulong Paid = 10000000;

    [TestMethod]
    public void ACommitmentThatForgetsOnePaymentAndKeepsAnother()
    {
        // Then the other one ends too, before the promise is repeated.
        TestWays ways = Paying(out ulong ownA, out ulong ownB);
        byte[] before = ways.B.Blob;
        byte[] sign = ways.B.Sign(TestHtlc.None, ownB).Encode();
        ways.Device.Body(sign);
        ways.Device.Restart();
        Assert.IsTrue(ways.A.Show(ways.A.Blob));
        ways.A.Go(TestHtlc.None, ownA + 2 * Paid);
        Completes(ways, before, sign);
        ways.A.Go(TestHtlc.None, ownA + 2 * Paid);
        Assert.AreEqual(0, ways.Device.Button.Questions);
    }

    [TestMethod]
    public void APreparedOneThatForgetsOnePaymentAndPaysAnotherAgain()
    {
        // The owner has pressed for both, and nothing of either comes in.
        TestWays ways = new TestWays();
        ulong own = ways.B.OwnMsat - 2 * Paid;
        ways.Device.Button.Presses = true;
        ways.B.Go(new Htlc[] { TestHtlc.Out(1, Paid, 600000), TestHtlc.Out(2, Paid, 600000) }, own);
        ways.B.Come(TestHtlc.None, own);
        byte[] before = ways.B.Blob;
        Htlc[] again = TestHtlc.One(TestHtlc.Out(2, Paid, 600000));
        ways.Device.Body(ways.B.Prepare(again, own - Paid).Encode());
        ways.Device.Body(ways.B.SignPrepared().Encode());
        int questions = ways.Device.Button.Questions;
        ways.Device.Restart();
        Assert.IsTrue(ways.A.Show(ways.A.Blob));
        Completes(ways, before, ways.B.Sign(again, own - Paid).Encode());
        Assert.AreEqual(questions, ways.Device.Button.Questions);
    }

    [TestMethod]
    public void AnotherCommitmentCompletesNothing()
    {
        TestWays ways = Paying(out ulong ownA, out ulong ownB);
        byte[] before = ways.B.Blob;
        ways.Device.Body(ways.B.Sign(TestHtlc.None, ownB).Encode());
        ways.Device.Restart();
        Assert.IsTrue(ways.A.Show(ways.A.Blob));
        ways.A.Go(TestHtlc.None, ownA + 2 * Paid);
        Assert.IsFalse(ways.B.Show(before));
        ways.Device.Refuses("policy-commitment-retry-same", ways.B.Sign(TestHtlc.None, ownB - 1000).Encode());
        Assert.IsFalse(ways.B.Show(before));
    }

    private static void Completes(TestWays ways, byte[] before, byte[] promise)
    {
        Assert.IsFalse(ways.B.Show(before));
        ways.Device.Body(promise);
        ways.B.Keep();
        ways.Restart();
    }

    // Two forwards that were paid over the second channel: of the first everything is over, of the second what came in is still in flight.
    private static TestWays Paying(out ulong ownA, out ulong ownB)
    {
        TestWays ways = new TestWays();
        Htlc[] both = new Htlc[] { TestHtlc.In(1, Paid, 600040), TestHtlc.In(2, Paid, 600040) };
        Htlc[] paid = new Htlc[] { TestHtlc.Out(1, Paid, 600000), TestHtlc.Out(2, Paid, 600000) };
        ownA = ways.A.OwnMsat;
        ownB = ways.B.OwnMsat - 2 * Paid;
        ways.A.Come(both, ownA);
        ways.B.Go(paid, ownB);
        ways.B.Come(TestHtlc.None, ownB);
        ways.A.Go(TestHtlc.One(both[1]), ownA + Paid);
        return ways;
    }
}
