using Holdfast.Lightning;
using Holdfast.Payments;

namespace Holdfast.Unit.Payments;

/// <summary>One account for each payment hash over all channels: what leaves is covered by what comes in or was agreed to.</summary>
[TestClass]
public class PaymentChangeTests
{
    private const ulong Start = 500000000;
    private const ulong Paid = 1000000;

    private static readonly Htlc[] s_none = new Htlc[0];
    private static readonly Htlc[] s_in = new Htlc[] { Sample.In(1, Paid + 1000, 600034) };
    private static readonly Htlc[] s_out = new Htlc[] { Sample.Out(1, Paid, 600000) };

    [TestMethod]
    public void WhatComesInMayBePaidOn()
    {
        HtlcTables world = Incoming();
        PaymentChange change = Pay(world, s_out, Paid, 0);
        Assert.IsTrue(change.UncoveredMsat == 0 && change.GivenBackMsat == 0 && !change.IsLate && change.MissingSlot < 0);
        Assert.IsTrue(Pay(world, new Htlc[] { Sample.Out(1, Paid + 1000, 600000) }, Paid + 1000, 0).UncoveredMsat == 0);
        change = Pay(world, new Htlc[] { Sample.Out(1, Paid + 1001, 600000) }, Paid + 1001, 0);
        Assert.IsTrue(change.UncoveredMsat == 1 && change.HasIncoming && change.HashPrefix[0] == 1);
        change = Pay(world, new Htlc[] { Sample.Out(2, Paid, 600000) }, Paid, 0);
        Assert.IsTrue(change.UncoveredMsat == Paid && !change.HasIncoming && !change.HasApproval && change.HashPrefix[0] == 2);
    }

    [TestMethod]
    public void WhatWasAgreedToMayBePaid()
    {
        HtlcTables world = Sample.World(Sample.Fresh(Start), Sample.Fresh(Start));
        Assert.IsTrue(Pay(world, s_out, Paid, Paid).UncoveredMsat == 0);
        PaymentChange change = Pay(world, s_out, Paid, Paid - 1);
        Assert.IsTrue(change.UncoveredMsat == 1 && change.HasApproval);

        // In two parts over two channels, and not more.
        HtlcTable part = Sample.Round(Sample.Fresh(Start), s_out, Start - Paid);
        world = Sample.World(part, Sample.Fresh(Start));
        Assert.IsTrue(Pay(world, s_out, Paid, 2 * Paid).UncoveredMsat == 0);
        Assert.IsTrue(Pay(world, s_out, Paid, 2 * Paid - 1).UncoveredMsat == 1);

        // What was paid of it stays counted.
        world = Sample.World(Sample.Round(part, s_none, Start - Paid), Sample.Fresh(Start));
        Assert.IsTrue(Pay(world, s_out, Paid, 2 * Paid - 1).UncoveredMsat == 1);
        world = Sample.World(Sample.Round(part, s_none, Start), Sample.Fresh(Start));
        Assert.IsTrue(Pay(world, s_out, Paid, Paid).UncoveredMsat == 0);
    }

    [TestMethod]
    public void OnlyWhatStandsOnEveryCommitmentComesIn()
    {
        HtlcTable fresh = Sample.Fresh(Start);
        HtlcTable pending = Sample.Step(fresh, HtlcTable.Pending, s_in, Start);
        HtlcTable current = pending.AfterRevoking();
        HtlcTable signed = Sample.Step(current, HtlcTable.Newest, s_in, Start);
        HtlcTable[] early = new HtlcTable[] { pending, current, signed };
        for (int i = 0; i < early.Length; i++)
        {
            Assert.IsTrue(Pay(Sample.World(early[i], Sample.Fresh(Start)), s_out, Paid, 0).UncoveredMsat == Paid);
        }

        Assert.IsTrue(Pay(Sample.World(signed.AfterRevocation(), Sample.Fresh(Start)), s_out, Paid, 0).UncoveredMsat == 0);
    }

    [TestMethod]
    public void WhatIsLeftOfTheIncomingLastsAsLong()
    {
        // A copy that expires too early covers the amount, but not the time.
        HtlcTable twice = Sample.Round(Sample.Fresh(Start), new Htlc[] { s_in[0], Sample.In(1, Paid + 1000, 600033) }, Start);
        HtlcTables world = Sample.World(twice, Sample.Round(Sample.Fresh(Start), s_out, Start - Paid));
        PaymentChange change = Sample.Judge(world, 1, twice.With(new Htlc[] { Sample.In(1, Paid + 1000, 600033) }, HtlcTable.Newest, Start, Start, world, Sample.UnlistedMax), 0);
        Assert.IsTrue(change.IsLate && change.GivenBackMsat == 0 && change.UncoveredMsat == 0);
        change = Sample.Judge(world, 1, twice.With(s_in, HtlcTable.Newest, Start, Start, world, Sample.UnlistedMax), 0);
        Assert.IsTrue(!change.IsLate && change.GivenBackMsat == 0 && change.UncoveredMsat == 0);
    }

    [TestMethod]
    public void PartsMayExpireAtDifferentTimes()
    {
        // Each outgoing part has an incoming one that expires later by the delay; the earliest incoming one may expire before the latest outgoing one.
        Htlc[] parts = new Htlc[] { s_in[0], Sample.In(1, Paid + 1000, 600134) };
        HtlcTable incoming = Sample.Round(Sample.Fresh(Start), parts, Start);
        HtlcTables world = Sample.World(incoming, Sample.Round(Sample.Fresh(Start), s_out, Start - Paid));
        Assert.IsTrue(!More(world, 600100, 0).IsLate && !More(world, 600034, 0).IsLate);
        Assert.IsTrue(More(world, 600101, 0).IsLate);

        // One later part covers one part, also where the other one is on another channel.
        world.Set(2, Sample.Round(Sample.Fresh(Start), new Htlc[] { Sample.Out(1, Paid, 600100) }, Start - Paid), false, false);
        Assert.IsTrue(!More(world, 600000, 0).IsLate && More(world, 600001, 0).IsLate);
        world = Sample.World(Sample.Round(incoming, new Htlc[] { parts[0], parts[1], Sample.Out(1, Paid, 600100) }, Start - Paid), Sample.Fresh(Start));
        Assert.IsTrue(!Pay(world, s_out, Paid, 0).IsLate);
        Assert.IsTrue(Pay(world, new Htlc[] { Sample.Out(1, Paid, 600001) }, Paid, 0).IsLate);

        // The first part is received for good, and its outgoing one is still in flight; or what comes in is too little, which is another question.
        world = Sample.World(Sample.Round(incoming, new Htlc[] { parts[1] }, Start + Paid + 1000), Sample.Round(Sample.Fresh(Start), s_out, Start - Paid));
        Assert.IsTrue(!More(world, 600100, 0).IsLate && !More(world, 600101, 0).IsLate);
        world = Incoming();
        Assert.IsTrue(!Pay(world, new Htlc[] { s_out[0], s_out[0] }, 2 * Paid, 0).IsLate);

        // The first part may be about to expire when the second one leaves, and the second one may not be.
        world = Sample.World(incoming, Sample.Round(Sample.Fresh(Start), s_out, Start - Paid));
        Assert.IsTrue(!More(world, 600100, 600134).IsLate && More(world, 600100, 600135).IsLate);
        world = Sample.World(incoming, Sample.Fresh(Start));
        Assert.IsTrue(!Sample.Judge(world, 2, Sample.Step(world.At(2), HtlcTable.Newest, s_out, Start - Paid), 0, 600134).IsLate);
        Htlc[] both = new Htlc[] { s_out[0], Sample.Out(1, Paid, 600001) };
        Assert.IsTrue(Sample.Judge(world, 2, Sample.Step(world.At(2), HtlcTable.Newest, both, Start - 2 * Paid), 0, 600134).IsLate);
    }

    [TestMethod]
    public void TheftWhatIsAgreedToAndPaidCoversTheTimeOfAForward()
    {
        // An own payment has used the approval up; what comes in under the same hash expires too early for what would be paid on.
        HtlcTable paid = Sample.Round(Sample.Round(Sample.Fresh(Start), s_out, Start - Paid), s_none, Start - Paid);
        HtlcTables world = Sample.World(Sample.Round(paid, new Htlc[] { Sample.In(1, Paid, 600033) }, Start - Paid), Sample.Fresh(Start));
        Assert.IsTrue(Pay(world, s_out, Paid, Paid).IsLate);
    }

    [TestMethod]
    public void WhatWasPaidOnIsNotGivenBack()
    {
        // In flight, and settled: the incoming payment may not fail.
        HtlcTable outgoing = Sample.Round(Sample.Fresh(Start), s_out, Start - Paid);
        HtlcTable[] paid = new HtlcTable[] { outgoing, Sample.Round(outgoing, s_none, Start - Paid), Sample.Step(outgoing, HtlcTable.Pending, s_none, Start) };
        for (int i = 0; i < paid.Length; i++)
        {
            HtlcTables world = Incoming();
            world.Set(2, paid[i], false, false);
            PaymentChange change = Sample.Judge(world, 1, world.At(1).With(s_none, HtlcTable.Newest, Start, Start, world, Sample.UnlistedMax), 0);
            Assert.IsTrue(change.GivenBackMsat == Paid && change.UncoveredMsat == 0);
            change = Sample.Judge(world, 1, world.At(1).With(s_none, HtlcTable.Newest, Start + Paid + 1000, Start + Paid + 1000, world, Sample.UnlistedMax), 0);
            Assert.IsTrue(change.GivenBackMsat == 0);
        }

        // It came back for good: then the incoming one may fail too.
        HtlcTables failed = Incoming();
        failed.Set(2, Sample.Round(outgoing, s_none, Start), false, false);
        Assert.IsTrue(Sample.Judge(failed, 1, failed.At(1).With(s_none, HtlcTable.Newest, Start, Start, failed, Sample.UnlistedMax), 0).GivenBackMsat == 0);
    }

    [TestMethod]
    public void OneIncomingPaymentCoversOneOutgoing()
    {
        // On one channel, on two, and where the first is only prepared.
        HtlcTables world = Incoming();
        Htlc[] twice = new Htlc[] { s_out[0], s_out[0] };
        Assert.IsTrue(Pay(world, twice, 2 * Paid, 0).UncoveredMsat == Paid - 1000);
        world.Set(1, world.At(1).With(new Htlc[] { s_in[0], s_out[0] }, HtlcTable.Prepared, Start - Paid, Start - Paid, world, Sample.UnlistedMax), false, false);
        Assert.IsTrue(Pay(world, s_out, Paid, 0).UncoveredMsat == Paid - 1000);
    }

    [TestMethod]
    public void WhatCameInForGoodIsOursAndIsNotPaidOn()
    {
        HtlcTables world = Incoming();
        world.Set(1, Sample.Round(world.At(1), s_none, Start + Paid + 1000), false, false);
        Assert.IsTrue(Pay(world, s_out, Paid, 0).UncoveredMsat == Paid);

        // But what was paid on before is covered by it.
        world = Incoming();
        world.Set(2, Sample.Round(Sample.Fresh(Start), s_out, Start - Paid), false, false);
        world.Set(1, Sample.Round(world.At(1), s_none, Start + Paid + 1000), false, false);
        HtlcTable next = Sample.Step(world.At(2), HtlcTable.Pending, s_none, Start - Paid);
        Assert.IsTrue(Sample.Judge(world, 2, next, 0).UncoveredMsat == 0);
    }

    [TestMethod]
    public void WhatIsSpentStaysSpentWhereACommitmentTakesThePlaceOfAnother()
    {
        // Paid once for good, and the same comes in again; it is paid on, and the commitment that does so is replaced by one that carries the same.
        int[] columns = new int[] { HtlcTable.Pending, HtlcTable.Prepared };
        for (int i = 0; i < columns.Length; i++)
        {
            HtlcTables world = Incoming();
            HtlcTable received = Sample.Round(world.At(1), s_none, Start + Paid + 1000);
            world.Set(1, Sample.Round(received, s_in, Start + Paid + 1000), false, false);
            for (int j = 0; j < 2; j++)
            {
                HtlcTable next = world.Spent(2, world.At(2), world.At(2).With(s_out, columns[i], Start - Paid, Start - Paid, world, Sample.UnlistedMax), columns[i]);
                Assert.AreEqual(2, next.Count);
                world.Set(2, next, false, false);
            }

            PaymentChange change = Sample.Judge(world, 1, world.At(1).With(s_none, HtlcTable.Newest, Start + Paid + 1000, Start + Paid + 1000, world, Sample.UnlistedMax), 0);
            Assert.IsTrue(change.GivenBackMsat == Paid);

            // Without the payment nothing is spent.
            HtlcTable without = world.At(2).With(s_none, columns[i], Start, Start, world, Sample.UnlistedMax);
            Assert.AreEqual(0, world.Spent(2, world.At(2), without, columns[i]).Count);
        }
    }

    [TestMethod]
    public void AClosingChannelCoversNothingNew()
    {
        HtlcTables world = Incoming();
        world.Set(1, world.At(1), false, true);
        Assert.IsTrue(Pay(world, s_out, Paid, 0).UncoveredMsat == Paid);
    }

    [TestMethod]
    public void AnUnknownChannelIsAskedForOnlyWhereItMatters()
    {
        HtlcTables world = Sample.World(Sample.Fresh(Start), Sample.Fresh(Start));
        world.Set(2, null!, true, false);
        HtlcTable next = Sample.Step(world.At(1), HtlcTable.Newest, s_in, Start);
        Assert.AreEqual(-1, Sample.Judge(world, 1, next, 0).MissingSlot);
        next = Sample.Step(world.At(1), HtlcTable.Newest, s_out, Start - Paid);
        Assert.AreEqual(2, Sample.Judge(world, 1, next, 0).MissingSlot);
    }

    [TestMethod]
    public void TheIncomingPaymentExpiresLaterByTheDelta()
    {
        HtlcTables world = Incoming();
        Assert.IsFalse(Pay(world, s_out, Paid, 0).IsLate);
        Htlc[] late = new Htlc[] { Sample.Out(1, Paid, 600001) };
        Assert.IsTrue(Pay(world, late, Paid, 0).IsLate);
        Assert.IsFalse(Pay(world, late, Paid, Paid).IsLate);
        HtlcTable next = world.At(2).With(s_out, HtlcTable.Newest, Start - Paid, Start - Paid, world, Sample.UnlistedMax);
        Assert.IsFalse(world.Judge(2, world.At(2), next, new Sample.Approved(0), 34, 600034).IsLate);
        Assert.IsTrue(world.Judge(2, world.At(2), next, new Sample.Approved(0), 34, 600035).IsLate);
    }

    // Slot 1 has an incoming payment that stands on every commitment, slot 2 nothing.
    private static HtlcTables Incoming()
    {
        return Sample.World(Sample.Round(Sample.Fresh(Start), s_in, Start), Sample.Fresh(Start));
    }

    // The next commitment of the peer in slot 2 carries these besides.
    private static PaymentChange Pay(HtlcTables world, Htlc[] htlcs, ulong msat, ulong approvedMsat)
    {
        HtlcTable next = world.At(2).With(htlcs, HtlcTable.Newest, Start - msat, Start - msat, world, Sample.UnlistedMax);
        return Sample.Judge(world, 2, next, approvedMsat);
    }

    // Another part over the second channel, beside the first.
    private static PaymentChange More(HtlcTables world, uint expiry, uint expiryMin)
    {
        uint first = world.At(2).Carries(s_out, HtlcTable.Newest) ? 600000u : 600100u;
        Htlc[] both = new Htlc[] { Sample.Out(1, Paid, first), Sample.Out(1, Paid, expiry) };
        return Sample.Judge(world, 2, Sample.Step(world.At(2), HtlcTable.Newest, both, Start - 2 * Paid), 0, expiryMin);
    }
}
