using Holdfast.Lightning;
using Holdfast.Protocol;
using Holdfast.Unit.Desktop.Lightning;
using Holdfast.Unit.Requests;

namespace Holdfast.Unit.Desktop.Requests;

/// <summary>From the approval to the HTLCs: what was approved is paid once, in parts or whole, and nothing beyond it.</summary>
[TestClass]
public class ApprovedPaymentTests
{
    private const string Kept = "policy-commitment-payment-approved";
    private const string Invoiced = "policy-commitment-payment-invoiced";
    private const ulong Paid = 50_000_000;
    private const ulong PaidWithFee = 55_000_000;

    [TestMethod]
    public void WhatWasApprovedIsPaidWithoutAnotherQuestion()
    {
        TestWays ways = new();
        TestWay way = ways.B;
        ways.Device.Refuses(Invoiced, way.Sign(Out(1, Paid), way.OwnMsat - Paid).Encode());
        Approve(ways.Device, 1, Paid);
        ways.Device.Refuses(Kept, way.Sign(Out(1, PaidWithFee + 1000), way.OwnMsat - PaidWithFee - 1000).Encode());
        ways.Restart();
        int questions = ways.Device.Button.Questions;
        way.Go(Out(1, PaidWithFee), way.OwnMsat - PaidWithFee);
        Assert.AreEqual(questions, ways.Device.Button.Questions);
    }

    [TestMethod]
    public void PartsOverTwoChannelsShareOneApproval()
    {
        TestWays ways = new();
        Approve(ways.Device, 1, Paid);
        ways.B.Go(Out(1, 30_000_000), ways.B.OwnMsat - 30_000_000);
        ways.Device.Refuses(Kept, ways.A.Sign(Out(1, 30_000_000), ways.A.OwnMsat - 30_000_000).Encode());
        ways.A.Go(Out(1, 25_000_000), ways.A.OwnMsat - 25_000_000);
        ways.Device.Refuses(Invoiced, ways.A.Sign([.. Out(1, 25_000_000), .. Out(2, 1_000_000)], ways.A.OwnMsat - 1_000_000).Encode());
    }

    [TestMethod]
    public void WhatWasPaidIsNotPaidAgain()
    {
        TestWays ways = new();
        Approve(ways.Device, 1, Paid);
        ulong after = ways.B.OwnMsat - Paid;
        ways.B.Go(Out(1, Paid), after);
        ways.B.Go(TestHtlc.None, after);

        // Even with the press for it, the approval is used up while what was paid is counted; a failed part would have given its amount back.
        Assert.AreEqual(PaidWithFee, Approve(ways.Device, 1, Paid));
        ways.Device.Refuses(Kept, ways.A.Sign(Out(1, Paid), ways.A.OwnMsat - Paid).Encode());
        ways.Restart();
        ways.Device.Refuses(Kept, ways.A.Sign(Out(1, Paid), ways.A.OwnMsat - Paid).Encode());

        // With the next approval, nothing is approved for the hash any more, but it is remembered.
        Approve(ways.Device, 2, Paid);
        CollectionAssert.AreEqual(new[] { (1, 0ul), (2, PaidWithFee) }, Read(ways.Device).Select(one => ((int)one.HashStart[0], one.ApprovedMsat)).ToArray());
        ways.Device.Refuses(Invoiced, ways.A.Sign(Out(3, Paid), ways.A.OwnMsat - Paid).Encode());
    }

    [TestMethod]
    public void WithAClockAPaidInvoiceStaysUntilTheBookIsFull()
    {
        TestWays ways = new();
        new TestChain(ways.Device).Feed(new TestChain(ways.Device).Grow(90), true);
        Approve(ways.Device, 1, Paid);
        ulong after = ways.B.OwnMsat - Paid;
        ways.B.Go([TestHtlc.Out(1, Paid, 200)], after);
        ways.B.Go(TestHtlc.None, after);
        ways.Device.Button.Presses = true;
        for (byte hash = 2; hash <= 13; hash++)
        {
            ways.Device.Body(Send(hash, 1000));
        }

        CollectionAssert.AreEqual(Enumerable.Range(1, 13).ToArray(), Read(ways.Device).Select(one => (int)one.HashStart[0]).ToArray());
        ways.Device.Body(Send(14, 1000));
        CollectionAssert.AreEqual(Enumerable.Range(2, 13).ToArray(), Read(ways.Device).Select(one => (int)one.HashStart[0]).ToArray());
        ways.Device.Rejects(ReplyStatus.NotNow, ErrorCode.ApprovalsFull, Send(15, 1000));
    }

    [TestMethod]
    public void WhatFailedIsPaidAnotherWay()
    {
        TestWays ways = new();
        Approve(ways.Device, 1, Paid);
        ulong own = ways.B.OwnMsat;
        ways.B.Go(Out(1, Paid), own - Paid);
        ways.B.Go(TestHtlc.None, own);
        Approve(ways.Device, 2, Paid);
        Assert.AreEqual(2, Read(ways.Device).Length);
        ways.A.Go(Out(1, Paid), ways.A.OwnMsat - Paid);
    }

    [TestMethod]
    public void APaymentInFlightKeepsItsPlaceInTheBook()
    {
        TestWays ways = new();
        Approve(ways.Device, 1, Paid);
        ways.B.Go(Out(1, Paid), ways.B.OwnMsat - Paid);
        Approve(ways.Device, 2, Paid);
        Assert.AreEqual(2, Read(ways.Device).Length);

        // Taken back: what is in flight stays, and nothing is added to it.
        ways.Device.Body(new ForgetApproval { HashStart = [.. Enumerable.Repeat((byte)1, 20)] }.Encode());
        ways.Device.Refuses(Invoiced, ways.A.Sign(Out(1, 1_000_000), ways.A.OwnMsat - 1_000_000).Encode());
        ways.B.Go(TestHtlc.None, ways.B.OwnMsat);
    }

    private static Htlc[] Out(byte hash, ulong msat) => [TestHtlc.Out(hash, msat, 600_000)];

    private static ulong Approve(TestDevice device, byte hash, ulong msat)
    {
        device.Button.Presses = true;
        device.Button.Clock.NowMs += 3_600_000;
        ulong approved = ApproveKeysendReply.Decode(device.Body(Send(hash, msat))).ApprovedMsat;
        device.Button.Presses = false;
        return approved;
    }

    private static byte[] Send(byte hash, ulong msat) =>
        new ApproveKeysend { Payee = TestInvoice.Payee, PaymentHash = [.. Enumerable.Repeat(hash, 32)], AmountMsat = msat }.Encode();

    private static ApprovalFields[] Read(TestDevice device) => ReadApprovalsReply.Decode(device.Body(new ReadApprovals().Encode())).Approvals;
}
