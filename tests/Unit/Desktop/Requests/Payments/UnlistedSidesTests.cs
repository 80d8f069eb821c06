using Holdfast.Lightning;
using Holdfast.Payments;
using Holdfast.Requests;

namespace Holdfast.Unit.Desktop.Requests;

/// <summary>
/// Amounts that no HTLC explains, on the commitments of both sides, which need not follow each other: all sequences of a few small steps. What the owner has lost since any
/// earlier moment, by the worst of the live commitments, is at most UnlistedMsatMax and a quarter of it (RULES.md, "Amounts that are not listed").
/// </summary>
[TestClass]
public class UnlistedSidesTests
{
    private const long Unit = 1000000;
    private const long Limit = 4;
    private const long Slack = 1;
    private const long RangeMax = 4;
    private const long Start = 100 * Unit;

    private static readonly int[] s_steps = { -3, 1, 3 };
    private static readonly Htlc[] s_none = Array.Empty<Htlc>();

    [TestMethod]
    public void NoSequenceOfBothSidesTakesMoreThanTheLimitAndAQuarter()
    {
        HtlcTables tables = new(3);
        HtlcTable fresh = new HtlcTable().With(s_none, HtlcTable.Newest, Start, Start, null!, 0).With(s_none, HtlcTable.Current, Start, Start, null!, 0);
        Queue<State> open = new();
        HashSet<(long, long, long, long, long, long)> seen = new();
        State first = new(fresh, 0, 0);
        open.Enqueue(first);
        seen.Add(first.Name);
        long worst = 0;
        while (open.Count != 0)
        {
            State state = open.Dequeue();
            worst = Math.Max(worst, state.Real - state.Lowest);
            foreach (State next in state.Next(tables))
            {
                if (seen.Add(next.Name))
                {
                    open.Enqueue(next);
                }
            }
        }

        Console.WriteLine(seen.Count + " states, at most " + worst);
        Assert.AreEqual(Limit + Slack, worst);
    }

    /// <summary>The newest commitment of each side, what is written down, and what was lowest of what the worse one of them takes. Each step is revoked at once.</summary>
    private sealed record State(HtlcTable Table, long Carried, long Lowest)
    {
        /// <summary>What the worse commitment has taken, in units; less than nothing where both have brought.</summary>
        public long Real => Math.Max(Taken(HtlcTable.Newest), Taken(HtlcTable.Current));

        public (long, long, long, long, long, long) Name => (
            Taken(HtlcTable.Newest), Taken(HtlcTable.Current), Table.UnlistedMsat(HtlcTable.Newest), Table.UnlistedMsat(HtlcTable.Current), Carried, Lowest);

        public IEnumerable<State> Next(HtlcTables tables)
        {
            foreach (int column in new[] { HtlcTable.Newest, HtlcTable.Pending })
            {
                int source = column == HtlcTable.Newest ? column : HtlcTable.Current;
                foreach (long taken in s_steps.Select(step => Taken(source) + step).Where(taken => Math.Abs(taken) <= RangeMax))
                {
                    ulong own = (ulong)(Start - taken * Unit);
                    HtlcTable table = Table.With(s_none, column, own, own, null!, 100 * (ulong)Unit).WithoutHidden(Table, column, (ulong)(Slack * Unit));
                    bool takes = table.MostUnlistedMsat > Table.MostUnlistedMsat;
                    UnlistedAmounts? amounts = takes ? new UnlistedAmounts(tables, 1, Table, table, Carried * Unit, (ulong)(Slack * Unit)) : null;
                    if (amounts == null || amounts.SumMsat <= (Limit - Slack) * Unit)
                    {
                        table = column == HtlcTable.Newest ? table.AfterRevocation() : table.AfterRevoking();
                        State next = new(table, (amounts?.CarriedMsat ?? (Carried * Unit)) / Unit, Lowest);
                        yield return next with { Lowest = Math.Min(Lowest, next.Real) };
                    }
                }
            }
        }

        private long Taken(int column) => (Start - (long)Table.LeastMsat(column)) / Unit;
    }
}
