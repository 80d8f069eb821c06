using System;
using Holdfast.Bytes;
using Holdfast.Lightning;
using Holdfast.Payments;

namespace Holdfast.Unit.Payments;

/// <summary>What a table makes of contents: what is added, what is gone, and what has become of it.</summary>
[TestClass]
public class HtlcTableTests
{
    private const ulong Start = 500000000;

    private static readonly Htlc[] s_none = new Htlc[0];

    [TestMethod]
    public void AnOutgoingPaymentIsTakenFromWhatWeOwnAndComesBackWhenItFails()
    {
        Htlc[] one = new Htlc[] { Sample.Out(1, 1000, 600000) };
        HtlcTable table = Sample.Round(Sample.Fresh(Start), one, Start - 1000);
        Assert.AreEqual(1, table.Count);
        Assert.IsTrue(table.LeastMsat(HtlcTable.Newest) == Start - 1000 && table.MostMsat(HtlcTable.Current) == Start - 1000);
        HtlcTable failed = Sample.Round(table, s_none, Start);
        Assert.AreEqual(0, failed.Count);
        Assert.IsTrue(failed.LeastMsat(HtlcTable.Newest) == Start);
        HtlcTable settled = Sample.Round(table, s_none, Start - 1000);
        Assert.AreEqual(1, settled.Count);
        HtlcTables world = Sample.World(settled, Sample.Fresh(0));
        Assert.IsTrue(world.HasSettled(Sample.Tag(1)) && !world.IsInFlight(Sample.Tag(1)) && !world.HasSettled(Sample.Tag(2)));
    }

    [TestMethod]
    public void AnIncomingPaymentThatSucceedsIsOurs()
    {
        Htlc[] one = new Htlc[] { Sample.In(1, 1000, 600000) };
        HtlcTable table = Sample.Round(Sample.Fresh(Start), one, Start);
        Assert.AreEqual(1, Sample.Round(table, s_none, Start + 1000).Count);
        Assert.AreEqual(0, Sample.Round(table, s_none, Start).Count);
    }

    [TestMethod]
    public void WhatWeOwnFallsByPaymentsOnly()
    {
        HtlcTable table = Sample.Fresh(Start);
        Assert.IsNotNull(Sample.Step(table, HtlcTable.Newest, s_none, Start));
        Assert.IsNotNull(Sample.Step(table, HtlcTable.Newest, s_none, Start - 100000));
        Assert.IsNull(Sample.Step(table, HtlcTable.Newest, s_none, Start - 101000));
        Assert.IsNull(Sample.Step(table, HtlcTable.Pending, s_none, Start - 101000));
        Assert.IsNull(Sample.Step(table, HtlcTable.Newest, new Htlc[] { Sample.Out(1, 5000, 600000) }, Start - 106000));
        HtlcTable paid = Sample.Step(table, HtlcTable.Newest, new Htlc[] { Sample.Out(1, 5000, 600000) }, Start - 5000);
        Assert.IsTrue(paid.MostUnlistedMsat == 0);
    }

    [TestMethod]
    public void PaymentsBelowASatoshiDoNotAddUpToALoss()
    {
        // Each is said to have come in and is not paid: only what the last whole satoshi hides counts as received.
        HtlcTable table = Sample.Fresh(Start);
        for (byte i = 1; i < 20; i++)
        {
            table = Sample.Round(table, new Htlc[] { Sample.In(i, 999, 600000) }, Start);
            table = Sample.Round(table, s_none, Start);
        }

        Assert.AreEqual(1, table.Count);
        Assert.IsTrue(table.LeastMsat(HtlcTable.Newest) == Start + 999);
    }

    [TestMethod]
    public void MoreThanWasExplainedIsTakenAsItIs()
    {
        HtlcTable table = Sample.Step(Sample.Fresh(Start), HtlcTable.Newest, s_none, Start + 7000);
        Assert.IsTrue(table.LeastMsat(HtlcTable.Newest) == Start + 7000 && table.MostMsat(HtlcTable.Newest) == Start + 7999);
    }

    [TestMethod]
    public void AMixtureOfOutcomesIsFoundByWhatWeOwn()
    {
        Htlc[] htlcs = new Htlc[]
        {
            Sample.Out(1, 1000, 600000), Sample.Out(2, 20000, 600000), Sample.In(3, 400000, 600000), Sample.In(4, 8000000, 600000), Sample.Out(5, 160000000, 600000),
        };
        ulong after = Start - 160021000;
        HtlcTable table = Sample.Round(Sample.Fresh(Start), htlcs, after);

        // 1 and 4 succeed, the others fail.
        HtlcTable next = Sample.Round(table, s_none, after + 20000 + 8000000 + 160000000);
        Assert.AreEqual(2, next.Count);
        HtlcTables world = Sample.World(next, Sample.Fresh(0));
        Assert.IsTrue(world.HasSettled(Sample.Tag(1)) && !world.HasSettled(Sample.Tag(2)) && !world.HasSettled(Sample.Tag(5)));
    }

    [TestMethod]
    public void WhereNothingExplainsItTheWorstIsAssumed()
    {
        Htlc[] htlcs = new Htlc[] { Sample.Out(1, 1000000, 600000), Sample.In(2, 2000000, 600000) };
        HtlcTable table = Sample.Round(Sample.Fresh(Start), htlcs, Start - 1000000);
        HtlcTable next = Sample.Round(table, s_none, Start - 1000000 + 400000);
        Assert.IsTrue(Sample.World(next, Sample.Fresh(0)).HasSettled(Sample.Tag(1)));
        Assert.AreEqual(1, next.Count);
        Assert.IsTrue(next.LeastMsat(HtlcTable.Newest) == Start - 600000 && next.MostUnlistedMsat == -400000);

        // Nearer to a mixture: 400 sat are missing in it.
        next = Sample.Round(table, s_none, Start - 1000000 + 1900999);
        Assert.AreEqual(2, next.Count);
        Assert.IsTrue(next.LeastMsat(HtlcTable.Newest) == Start + 900999 && next.MostUnlistedMsat == 99001);
    }

    [TestMethod]
    public void WhatNoHtlcExplainsIsCountedOnEachCommitmentUntilItIsRevoked()
    {
        HtlcTable table = Sample.Step(Sample.Fresh(Start), HtlcTable.Newest, s_none, Start - 5000);
        Assert.IsTrue(table.UnlistedMsat(HtlcTable.Newest) == 4001 && table.UnlistedMsat(HtlcTable.Current) == 0 && table.MostUnlistedMsat == 4001);
        table = Sample.Step(table, HtlcTable.Newest, s_none, Start + 1000);
        Assert.IsTrue(table.UnlistedMsat(HtlcTable.Newest) == -1000 && table.UnlistedMsat(HtlcTable.Previous) == 4001 && table.MostUnlistedMsat == 4001);
        table = table.AfterRevocation();
        Assert.IsTrue(table.UnlistedMsat(HtlcTable.Previous) == 0 && table.MostUnlistedMsat == 0);
        HtlcTable prepared = Sample.Step(table, HtlcTable.Prepared, s_none, Start - 1000);
        Assert.IsTrue(prepared.MostUnlistedMsat == 1 && Check.Same(prepared.Encode(), table.Encode()));
        prepared = prepared.Promoted();
        Assert.IsTrue(prepared.UnlistedMsat(HtlcTable.Previous) == -1000 && prepared.UnlistedMsat(HtlcTable.Newest) == 1);
        HtlcTable ours = Sample.Step(prepared, HtlcTable.Pending, s_none, Start - 1000).AfterRevoking();
        Assert.IsTrue(ours.UnlistedMsat(HtlcTable.Current) == 1 && ours.UnlistedMsat(HtlcTable.Pending) == 0);
    }

    [TestMethod]
    public void TheOtherSideAgreesOnWhatHasHappened()
    {
        // Two that cannot be told apart by their amounts: the holder's commitment decides, the peer's follows.
        Htlc[] both = new Htlc[] { Sample.Out(1, 1000000, 600000), Sample.Out(2, 1000000, 600000) };
        HtlcTable table = Sample.Round(Sample.Fresh(Start), both, Start - 2000000);
        HtlcTable next = Sample.Step(table, HtlcTable.Pending, new Htlc[] { both[1] }, Start - 1000000).AfterRevoking();
        next = Sample.Step(next, HtlcTable.Pending, s_none, Start - 1000000).AfterRevoking();
        next = Sample.Step(next, HtlcTable.Newest, s_none, Start - 1000000).AfterRevocation();
        HtlcTables world = Sample.World(next, Sample.Fresh(0));
        Assert.IsTrue(world.HasSettled(Sample.Tag(2)) && !world.HasSettled(Sample.Tag(1)));
    }

    [TestMethod]
    public void CopiesAreEntriesOfTheirOwn()
    {
        Htlc one = Sample.Out(1, 1000000, 600000);
        HtlcTable table = Sample.Round(Sample.Fresh(Start), new Htlc[] { one, one, one }, Start - 3000000);
        Assert.AreEqual(3, table.Count);
        Assert.IsTrue(table.Carries(new Htlc[] { one, one, one }, HtlcTable.Newest));
        Assert.IsFalse(table.Carries(new Htlc[] { one, one }, HtlcTable.Newest));
        Assert.IsFalse(table.Carries(new Htlc[] { one, one, one, one }, HtlcTable.Current));
        HtlcTable next = Sample.Round(table, new Htlc[] { one }, Start - 2000000);
        Assert.AreEqual(2, next.Count);
    }

    [TestMethod]
    public void OfCopiesTheSameOneIsGoneOnBothSides()
    {
        // One of two copies fails, then the other one succeeds; the holder's commitment is ahead of the peer's.
        Htlc one = Sample.Out(1, 1000000, 600000);
        HtlcTable table = Sample.Round(Sample.Fresh(Start), new Htlc[] { one, one }, Start - 2000000);
        table = Sample.Step(table, HtlcTable.Pending, new Htlc[] { one }, Start - 1000000).AfterRevoking();
        table = Sample.Step(table, HtlcTable.Newest, new Htlc[] { one }, Start - 1000000).AfterRevocation();
        Assert.AreEqual(1, table.Count);
        table = Sample.Round(table, s_none, Start - 1000000);
        Assert.AreEqual(1, table.Count);
        Assert.IsTrue(table.AmountOf(0) == 1000000 && Sample.World(table, Sample.Fresh(0)).HasSettled(Sample.Tag(1)));
    }

    [TestMethod]
    public void ACopyThatComesWithTheCommitmentThatRemovesTheFirstIsAnother()
    {
        // The first one ends on the other side, which revokes what was before; then one commitment here removes it and adds a copy. The copy ends like the first.
        for (int i = 0; i < 4; i++)
        {
            bool isIncoming = i % 2 == 0;
            ulong moved = i < 2 ? 1000000u : 0;
            Htlc[] one = new Htlc[] { isIncoming ? Sample.In(1, 1000000, 600000) : Sample.Out(1, 1000000, 600000) };
            ulong own = isIncoming ? Start : Start - 1000000;
            int first = isIncoming ? HtlcTable.Newest : HtlcTable.Pending;
            HtlcTable table = Sample.Round(Sample.Fresh(Start), one, own);
            table = Next(table, first, s_none, own + moved);
            ulong after = isIncoming ? own + moved : own + moved - 1000000;
            table = Next(table, HtlcTable.Newest + HtlcTable.Pending - first, one, after);
            table = Next(table, first, one, after);
            table = Next(table, HtlcTable.Newest + HtlcTable.Pending - first, one, after);
            bool leavesAGhost = isIncoming == (moved != 0);
            Assert.AreEqual(leavesAGhost ? 2 : 1, table.Count);
            Assert.IsTrue(table.Carries(one, HtlcTable.Newest) && table.Carries(one, HtlcTable.Current));
            table = Sample.Round(table, s_none, after + moved);
            Assert.AreEqual(leavesAGhost ? 2 : 0, table.Count);
        }
    }

    [TestMethod]
    public void TheOrderOfAContentDoesNotMatter()
    {
        Htlc[] one = new Htlc[] { Sample.Out(1, 5, 600000), Sample.In(1, 5, 600000), Sample.In(2, 7, 600000), Sample.Out(1, 5, 600001), Sample.Out(1, 4, 600000) };
        Htlc[] other = new Htlc[] { one[3], one[2], one[4], one[0], one[1] };
        HtlcTable table = Sample.Fresh(Start);
        Assert.IsTrue(Check.Same(
            Sample.Step(table, HtlcTable.Newest, one, Start - 14).Encode(), Sample.Step(table, HtlcTable.Newest, other, Start - 14).Encode()));
    }

    [TestMethod]
    public void WhatIsPreparedStaysInMemoryAndIsPromotedAsItIs()
    {
        Htlc[] one = new Htlc[] { Sample.Out(1, 1000, 600000) };
        HtlcTable table = Sample.Fresh(Start);
        HtlcTable prepared = Sample.Step(table, HtlcTable.Prepared, one, Start - 1000);
        Assert.IsTrue(Check.Same(table.Encode(), prepared.Encode()));
        Assert.AreEqual(1, prepared.Count);
        Assert.IsTrue(Check.Same(prepared.Promoted().WithNumbers(0, 0).Encode(), Sample.Step(table, HtlcTable.Newest, one, Start - 1000).Encode()));

        // Another content takes the place of a prepared one and of a pending one.
        Assert.AreEqual(0, Sample.Step(prepared, HtlcTable.Prepared, s_none, Start).Count);
        HtlcTable pending = Sample.Step(table, HtlcTable.Pending, one, Start - 1000);
        Assert.AreEqual(0, Sample.Step(pending, HtlcTable.Pending, s_none, Start).Count);
    }

    [TestMethod]
    public void BytesAreReadBackAndOtherBytesAreNot()
    {
        HtlcTable table = Sample.Round(Sample.Fresh(Start), new Htlc[] { Sample.Out(2, 1000, 600000), Sample.In(1, 2000, 600000) }, Start - 1000).WithNumbers(7, 9);
        byte[] bytes = table.Encode();
        Assert.AreEqual(HtlcTable.HeaderBytes + 2 * HtlcTable.EntryBytes, bytes.Length);
        HtlcTable same = HtlcTable.Decode(bytes, 2);
        Assert.IsTrue(same.NewestNumber == 7 && same.CurrentNumber == 9 && same.Count == 2 && Check.Same(bytes, same.Encode()));
        Expect.Throws(typeof(MalformedException), () => HtlcTable.Decode(bytes, 1));
        Expect.Throws(typeof(MalformedException), () => HtlcTable.Decode(new byte[HtlcTable.HeaderBytes], 9));
        Expect.Throws(typeof(MalformedException), () => HtlcTable.Decode(new byte[3], 9));
        byte[] longer = new byte[bytes.Length + 1];
        Array.Copy(bytes, 0, longer, 0, bytes.Length);
        Expect.Throws(typeof(MalformedException), () => HtlcTable.Decode(longer, 9));
        bytes[1] |= 1 << HtlcTable.Prepared;
        Expect.Throws(typeof(MalformedException), () => HtlcTable.Decode(bytes, 9));
        bytes[1] &= 0xff ^ (1 << HtlcTable.Prepared);
        bytes[HtlcTable.HeaderBytes] = 3;
        Expect.Throws(typeof(MalformedException), () => HtlcTable.Decode(bytes, 9));
    }

    [TestMethod]
    public void AnAmountThatNoChannelHoldsIsMalformed()
    {
        HtlcTable table = Sample.Fresh(Start);
        Expect.Throws(typeof(MalformedException), () => Sample.Step(table, HtlcTable.Newest, new Htlc[] { Sample.In(1, HtlcTable.AmountEnd, 600000) }, Start));
        Expect.Throws(typeof(MalformedException), () => Sample.Step(table, HtlcTable.Newest, new Htlc[] { Sample.In(1, ulong.MaxValue, 600000) }, Start));
        Assert.IsNotNull(Sample.Step(table, HtlcTable.Newest, new Htlc[] { Sample.In(1, HtlcTable.AmountEnd - 1, 600000) }, Start));
    }

    [TestMethod]
    public void GhostsGoOnceNothingOfTheirHashIsOpen()
    {
        Htlc paid = Sample.Out(1, 1000000, 600000);
        HtlcTable settled = Sample.Round(Sample.Round(Sample.Fresh(Start), new Htlc[] { paid, paid }, Start - 2000000), s_none, Start - 2000000);
        HtlcTable incoming = Sample.Round(Sample.Fresh(0), new Htlc[] { Sample.In(1, 2000000, 600100) }, 0);
        Sample.Approved nothing = new Sample.Approved(0);
        Assert.AreEqual(2, settled.Count);

        // Open elsewhere, or agreed to: both copies become one ghost. Else it is forgotten.
        HtlcTable ghost = settled.Cleaned(Sample.World(settled, incoming), nothing);
        Assert.AreEqual(1, ghost.Count);
        Assert.IsTrue(ghost.AmountOf(0) == 2000000);
        Assert.AreEqual(1, settled.Cleaned(Sample.World(settled, Sample.Fresh(0)), new Sample.Approved(1)).Count);
        Assert.AreEqual(0, ghost.Cleaned(Sample.World(ghost, Sample.Fresh(0)), nothing).Count);

        // A channel that is not known may have something open.
        HtlcTables world = Sample.World(ghost, Sample.Fresh(0));
        world.Set(2, null!, true, false);
        Assert.AreEqual(1, ghost.Cleaned(world, nothing).Count);
        Assert.IsTrue(world.IsInFlight(Sample.Tag(1)) && !world.HasSettled(Sample.Tag(1)));
    }

    private static HtlcTable Next(HtlcTable table, int column, Htlc[] htlcs, ulong msat)
    {
        HtlcTable next = Sample.Step(table, column, htlcs, msat);
        return column == HtlcTable.Pending ? next.AfterRevoking() : next.AfterRevocation();
    }
}
