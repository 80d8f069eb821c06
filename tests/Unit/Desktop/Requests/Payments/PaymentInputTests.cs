using Holdfast.Lightning;
using Holdfast.Protocol;
using Holdfast.Unit.Requests;

namespace Holdfast.Unit.Desktop.Requests;

/// <summary>Bad input where the device follows payments: each is decided by a rule, in the order of RULES.md, and changes nothing.</summary>
[TestClass]
public class PaymentInputTests
{
    private const ulong Paid = 50_000_000;
    private const ulong Skimmed = 200_000_000;
    private const uint Expiry = 600_000;

    [TestMethod]
    public void OfSeveralBrokenRulesTheFirstInTheOrderIsNamed()
    {
        // HtlcExpiryIsHeight, BalanceMovesByPayments, PaymentIsInvoiced: all three, the last two, the last.
        TestWays ways = new();
        ulong own = ways.B.OwnMsat - Paid;
        ways.Device.Refuses("policy-commitment-htlc-cltv-range", ways.B.Sign([TestHtlc.Out(1, Paid, 0)], own - Skimmed).Encode());
        ways.Device.Refuses("policy-routing-deltas-only-htlc", ways.B.Sign([TestHtlc.Out(1, Paid, Expiry)], own - Skimmed).Encode());
        ways.Device.Refuses("policy-commitment-payment-invoiced", ways.B.Sign([TestHtlc.Out(1, Paid, Expiry)], own).Encode());

        // ExpiryLeavesTime, ForwardIsCovered.
        ways.A.Come([TestHtlc.In(1, Paid, Expiry)], ways.A.OwnMsat);
        ways.Device.Refuses("policy-routing-cltv-delta", ways.B.Sign([TestHtlc.Out(1, Paid + 1000, Expiry)], own - 1000).Encode());
        ways.Device.Refuses("policy-commitment-htlc-routing-balance", ways.B.Sign([TestHtlc.Out(1, Paid + 1000, Expiry - 34)], own - 1000).Encode());
        ways.B.Go([TestHtlc.Out(1, Paid, Expiry - 34)], own);
    }

    [TestMethod]
    public void NumbersAtTheirEndsAreRefusedOrMalformed()
    {
        TestWays ways = new();
        ulong own = ways.A.OwnMsat;
        for (int i = 0; i < 12; i++)
        {
            SignCounterpartyCommitment sign = ways.A.Sign([TestHtlc.In(1, Paid, Expiry), TestHtlc.In(2, Paid, Expiry)], own);
            ulong end = ulong.MaxValue >> (i % 2);
            Htlc htlc = sign.Commitment.Htlcs[0];
            (sign.Commitment.Number, sign.Commitment.ToHolderSat, sign.Commitment.ToCounterpartySat) = (i / 2) switch
            {
                0 => (end, sign.Commitment.ToHolderSat, sign.Commitment.ToCounterpartySat),
                1 => (sign.Commitment.Number, end, sign.Commitment.ToCounterpartySat),
                2 => (sign.Commitment.Number, sign.Commitment.ToHolderSat, end),
                3 => (sign.Commitment.Number, end, end),
                _ => (sign.Commitment.Number, sign.Commitment.ToHolderSat, sign.Commitment.ToCounterpartySat),
            };
            htlc.AmountMsat = i / 2 == 4 ? end : htlc.AmountMsat;
            htlc.Expiry = i / 2 == 5 ? (uint)end >> (i % 2) : htlc.Expiry;
            IsNotTaken(ways, sign.Encode(), i);
            IsNotTaken(ways, sign.EncodeAs(MessageId.PrepareCounterpartyCommitment), i);
        }

        ways.A.Come([TestHtlc.In(1, Paid, Expiry), TestHtlc.In(2, Paid, Expiry)], own);
    }

    [TestMethod]
    public void OneHashTwiceIsCountedTwice()
    {
        // Two parts come in under one hash, unsorted; two leave, and not a third one.
        TestWays ways = new();
        Htlc[] incoming = [TestHtlc.In(9, Paid, Expiry), TestHtlc.In(1, Paid, Expiry), TestHtlc.In(9, Paid, Expiry)];
        ways.A.Come(incoming, ways.A.OwnMsat);
        ulong own = ways.B.OwnMsat;
        Htlc part = TestHtlc.Out(9, Paid, Expiry - 34);
        ways.Device.Refuses("policy-commitment-htlc-routing-balance", ways.B.Sign([part, part, part], own - 3 * Paid).Encode());
        ways.B.Go([part, part], own - 2 * Paid);
    }

    [TestMethod]
    public void MoreThanAMessageHoldsIsNotTaken()
    {
        TestWays ways = new();
        foreach (int count in new[] { 75, 121, 483, 966 })
        {
            SignCounterpartyCommitment sign = ways.A.Sign([], ways.A.OwnMsat);
            sign.Commitment.Htlcs = [.. Enumerable.Range(0, count).Select(i => TestHtlc.In((byte)i, 1_000_000, Expiry + (uint)i))];
            IsNotTaken(ways, sign.Encode(), count);
        }
    }

    private static void IsNotTaken(TestWays ways, byte[] request, int row)
    {
        byte[] image = ways.Device.Volume.Image();
        Reply reply = ways.Device.Ask(request);
        Assert.IsTrue(reply.Status is ReplyStatus.Refused or ReplyStatus.Malformed or ReplyStatus.NotNow, row + ": " + reply.Status + " " + reply.Sentence);
        Assert.IsTrue(image.AsSpan().SequenceEqual(ways.Device.Volume.Image()), row + ": the journal has changed");
    }
}
