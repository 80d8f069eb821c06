using Holdfast.Lightning;
using Holdfast.Payments;

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

    /// <summary>Time is looked at only where more is paid.</summary>
    public static bool TooEarlyForMore(PaymentChange change, HashSum next, HashSum others, bool grows) =>
        grows && Math.Min(next.EarliestIn, others.EarliestIn) < Math.Max(next.LatestOut, others.LatestOut) + 6;
}
