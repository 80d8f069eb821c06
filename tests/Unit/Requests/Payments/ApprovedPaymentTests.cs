using Holdfast.Lightning;
using Holdfast.Protocol;

namespace Holdfast.Unit.Requests;

/// <summary>Own payments that the owner has agreed to leave in as many parts as the node likes, once.</summary>
[TestClass]
public class ApprovedPaymentTests
{
    private const ulong Part = 20000000;

    [TestMethod]
    public void AnApprovedPaymentLeavesInPartsAndOnce()
    {
        TestWays ways = Approved();
        Htlc[] part = TestHtlc.One(TestHtlc.Out(9, Part, 600000));
        ulong ownA = ways.A.OwnMsat - Part;
        ulong ownB = ways.B.OwnMsat - 2 * Part;
        ways.A.Go(part, ownA);
        ways.B.Go(TestHtlc.One(TestHtlc.Out(9, 2 * Part, 600000)), ownB);
        int questions = ways.Device.Button.Questions;
        Htlc[] more = new Htlc[] { part[0], TestHtlc.Out(9, Part, 600001) };
        ways.Device.Refuses("policy-commitment-payment-approved", ways.A.Sign(more, ownA - Part).Encode());
        Assert.AreEqual(questions + 1, ways.Device.Button.Questions);

        // One part fails and is sent again over the other channel.
        ways.A.Come(TestHtlc.None, ownA + Part);
        Htlc[] both = new Htlc[] { TestHtlc.Out(9, 2 * Part, 600000), part[0] };
        ways.B.Go(both, ownB - Part);
        ways.B.Come(TestHtlc.None, ownB - Part);
        ways.Restart();

        // It is paid: the same hash pays nothing more, also after a restart.
        ways.Device.Refuses("policy-commitment-payment-approved", ways.A.Sign(part, ownA).Encode());
        ways.Device.Refuses("policy-commitment-payment-approved", ways.B.Sign(part, ownB - 2 * Part).Encode());
    }

    [TestMethod]
    public void TheNextCommitmentTakesThePlaceOfAPendingOne()
    {
        // Two worlds with the same keys, so that one peer signs number 1 twice.
        TestWays ways = Approved();
        TestWays twin = Approved();
        Htlc[] all = TestHtlc.One(TestHtlc.Out(9, 3 * Part, 600000));
        ways.Device.Body(ways.B.Validate(all, ways.B.OwnMsat - 3 * Part).Encode());
        byte[] pay = ways.A.Sign(all, ways.A.OwnMsat - 3 * Part).Encode();
        ways.Device.Refuses("policy-commitment-payment-approved", pay);
        ways.B.Keep();
        ways.Restart();
        ways.Device.Refuses("policy-commitment-payment-approved", pay);
        ways.Device.Body(twin.B.Validate(TestHtlc.None, twin.B.OwnMsat).Encode());
        ways.Device.Body(pay);
    }

    private static TestWays Approved()
    {
        TestWays ways = new TestWays();
        ApproveKeysend approve = new ApproveKeysend();
        approve.Payee = ways.B.Pair.TheirNode;
        approve.PaymentHash = TestDevice.Fill(32, 9);
        approve.AmountMsat = 3 * Part;
        ways.Device.Button.Presses = true;
        ways.Device.Body(approve.Encode());
        ways.Device.Button.Presses = false;
        return ways;
    }
}
