using Holdfast.Lightning;
using Holdfast.Payments;
using Holdfast.Protocol;
using Holdfast.Unit.Chain;
using Holdfast.Unit.Desktop.Lightning;
using Holdfast.Unit.Requests;

namespace Holdfast.Unit.Desktop.Requests;

/// <summary>An approval ends with its time, and what was paid of it is remembered for as long as a restart could bring the approval back.</summary>
[TestClass]
public class ApprovalClockTests
{
    private const string Invoiced = "policy-commitment-payment-invoiced";
    private const string Kept = "policy-commitment-payment-approved";
    private const ulong Paid = 50_000_000;
    private const int Hours = 3600;

    private static readonly Htlc[] s_out = [TestHtlc.Out(1, Paid, 200)];

    [TestMethod]
    public void TheftAnApprovalIsUsedAgainAfterTheClockWentBack()
    {
        (TestWays ways, TestChain chain, ulong own) = WithPaid();

        // Slow blocks carry the time beyond the day of the approval; after a start it is less than that, until the host shows them again.
        chain.Feed(chain.Slow(14, 3 * Hours), true);
        ways.Device.Refuses(Invoiced, ways.A.Sign(s_out, ways.A.OwnMsat - Paid).Encode());
        ways.B.Go(TestHtlc.None, own);
        ways.Restart();
        ways.Device.Refuses(Kept, ways.A.Sign(s_out, ways.A.OwnMsat - Paid).Encode());
        ways.Device.Refuses(Kept, ways.B.Sign(s_out, own - Paid).Encode());

        // Its slot is not given away for nothing either.
        ForgetChannel forget = new() { ChannelId = ways.B.Id };
        ways.Device.Body(forget.Encode());
        Assert.AreEqual(1, Read(ways.Device).Length);
    }

    [TestMethod]
    public void TheftAPaidInvoiceIsApprovedAgainAfterTheClockWentBack()
    {
        (TestWays ways, TestChain chain, ulong own) = WithPaid();

        // Another approval writes the book while the first one has expired by the newest blocks. After a start it has not, and the same request comes again.
        chain.Feed(chain.Slow(14, 3 * Hours), true);
        Approve(ways.Device, 2);
        ways.B.Go(TestHtlc.None, own);
        ways.Restart();
        ways.Device.Refuses("holdfast-paid-before", Send(1));
        ways.Device.Refuses(Invoiced, ways.B.Sign(s_out, own - Paid).Encode());
        ways.Device.Refuses(Invoiced, ways.A.Sign(s_out, ways.A.OwnMsat - Paid).Encode());
    }

    [TestMethod]
    public void AnotherPaymentUnderAnExpiredHashIsGivenBack()
    {
        (TestWays ways, TestChain chain, ulong own) = WithPaid();
        chain.Feed(chain.Slow(14, 3 * Hours), true);
        Htlc[] again = [TestHtlc.In(1, Paid, 300)];
        ways.A.Come(again, ways.A.OwnMsat);
        ways.A.Go(TestHtlc.None, ways.A.OwnMsat);

        // After a start of the device the approval has not expired, and covers nothing all the same.
        ways.Restart();
        ways.Device.Refuses(Invoiced, ways.B.Sign(s_out, own - Paid).Encode());
    }

    [TestMethod]
    public void AnApprovalLeavesTheBookOnceNoRestartCanBringItBack()
    {
        (TestWays ways, TestChain chain, ulong own) = WithPaid();
        chain.Feed(chain.Slow(14, 3 * Hours), true);

        // Expired by the newest blocks, not yet by those that are written down: what takes its place has the payment against it.
        Approve(ways.Device, 1);
        Assert.AreEqual(1, Read(ways.Device).Length);
        ways.Device.Refuses(Kept, ways.A.Sign(s_out, ways.A.OwnMsat - Paid).Encode());
        chain.Feed(chain.Slow(40, 3 * Hours), true);
        ways.Device.Button.Presses = true;
        ways.Device.Button.Clock.NowMs += 3_600_000;
        ways.Device.Body(Send(2));
        ways.Device.Button.Presses = false;
        Assert.AreEqual(2, Read(ways.Device).Single().HashStart[0]);
        ways.B.Go(TestHtlc.None, own);
        Assert.AreEqual(HtlcTable.HeaderBytes, ways.B.Blob.Length);
    }

    /// <summary>A chain in force, and a payment that was approved with the button and paid in the second channel.</summary>
    private static (TestWays Ways, TestChain Chain, ulong OwnMsat) WithPaid()
    {
        TestWays ways = new();
        TestChain chain = new(ways.Device);
        chain.Feed(chain.Grow(90), true);
        Approve(ways.Device, 1);
        ulong own = ways.B.OwnMsat - Paid;
        ways.B.Go(s_out, own);
        ways.B.Go(TestHtlc.None, own);
        return (ways, chain, own);
    }

    private static void Approve(TestDevice device, byte hash)
    {
        device.Button.Presses = true;
        device.Button.Clock.NowMs += 3_600_000;
        device.Body(Send(hash));
        device.Button.Presses = false;
    }

    private static byte[] Send(byte hash) =>
        new ApproveKeysend { Payee = TestInvoice.Payee, PaymentHash = [.. Enumerable.Repeat(hash, 32)], AmountMsat = Paid }.Encode();

    private static ApprovalFields[] Read(TestDevice device) => ReadApprovalsReply.Decode(device.Body(new ReadApprovals().Encode())).Approvals;
}
