using Holdfast.Lightning;
using Holdfast.Payments;
using Holdfast.Vault;

namespace Holdfast.HistoryWorld.Payments;

/// <summary>
/// What some methods of the account do where a part of it is missing. Nobody calls these; an altered copy of this assembly calls them in the place of the real ones
/// (tests/Simulator/Histories), to see that the ledger misses the part.
/// </summary>
internal static class PaymentsUndone
{
    /// <summary>Whatever we own by a content is explained.</summary>
    public static BalanceWindow AnyBalance(CommitmentFields content, ulong valueSat, bool isOutbound, ulong dustLimitSatMax) => new(0, HtlcTable.AmountEnd - 1);

    /// <summary>What is only prepared counts for nothing.</summary>
    public static bool CountsSigned(HtlcTable table, int index, bool onAll)
    {
        bool[] counts = [.. Enumerable.Range(0, HtlcTable.Columns).Where(column => column != HtlcTable.Prepared && table.IsLive(column))
            .Select(column => table.State(index, column) is HtlcTable.InFlight or HtlcTable.Received)];
        return counts.Length != 0 && (onAll ? counts.All(each => each) : counts.Any(each => each));
    }

    /// <summary>What came in without being listed makes room for ever.</summary>
    public static long CarriedForEver(long lowestMsat, long carriedMsat, ulong slackMsat) => carriedMsat;

    /// <summary>What is only prepared does not count for a release.</summary>
    public static bool CommittedBesidesPrepared(HtlcTable table, int index) => Enumerable.Range(0, HtlcTable.Columns)
        .All(column => column == HtlcTable.Prepared || !table.IsLive(column) || table.State(index, column) == HtlcTable.InFlight);

    /// <summary>The peer's commitment that is not revoked yet does not count for a release.</summary>
    public static bool CommittedBesidesPrevious(HtlcTable table, int index) => Enumerable.Range(0, HtlcTable.Columns)
        .All(column => column == HtlcTable.Previous || !table.IsLive(column) || table.State(index, column) == HtlcTable.InFlight);

    /// <summary>One HTLC is as good as several of the same amount and expiry.</summary>
    public static int FindAny(HtlcTable table, byte[] hash, ulong[] amountsMsat, uint[] expiries, bool[] isFound)
    {
        int found = 0;
        for (int at = table.FirstOf(hash, 0); at < table.Count && !table.IsOtherHash(at, hash, 0); at++)
        {
            for (int i = 0; i < isFound.Length; i++)
            {
                bool isSame = !isFound[i] && table.IsByPeer(at) && table.AmountOf(at) == amountsMsat[i] && table.ExpiryAt(at) == expiries[i]
                    && Enumerable.Range(0, HtlcTable.Columns).All(column => !table.IsLive(column) || table.State(at, column) == HtlcTable.InFlight);
                isFound[i] |= isSame;
                found += isSame ? 1 : 0;
            }
        }

        return found;
    }

    /// <summary>Time is looked at only where more is paid.</summary>
    public static bool TooEarlyForMore(PaymentChange change, HashSum next, HashSum others, long lasting, long before, bool grows) =>
        grows && (long)(next.Out.From(LatestOut(next, others)) + others.Out.From(LatestOut(next, others)))
            > (long)(next.In.From(LatestOut(next, others) + 6ul) + others.In.From(LatestOut(next, others) + 6ul)) + lasting;

    /// <summary>A provider may keep what it likes.</summary>
    public static ulong AnyFee(JitOrder order, ulong sizeMsat) => sizeMsat / 2;

    /// <summary>A fee that was kept can be kept again.</summary>
    public static JitOrder NeverTaken(JitOrder order, ulong msat) => order.WithOldSlots(order.OldSlots);

    /// <summary>Each channel pays the fee of each order.</summary>
    public static bool AnyChannel(JitOrder order, int slot) => true;

    private static uint LatestOut(HashSum next, HashSum others) => new[] { next.Out, others.Out }
        .SelectMany(sums => Enumerable.Range(0, sums.Count).Select(sums.ExpiryAt)).DefaultIfEmpty(0u).Max();
}
