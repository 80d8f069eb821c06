using Holdfast.Payments;

namespace Holdfast.Requests;

/// <summary>
/// One account for what leaves the owner and no HTLC explains (RULES.md, "Amounts that are not listed"): what each channel's table says, and what is written down for all of
/// them. What is in it after a step of one channel that takes something.
/// </summary>
internal sealed class UnlistedAmounts
{
    /// <summary>What has left, less what has come since the account was lowest; millisatoshi.</summary>
    public readonly long SumMsat;

    /// <summary>What is written down for all channels together; millisatoshi.</summary>
    public readonly long CarriedMsat;

    /// <param name="before">The channel's table before the step; every other channel's is known.</param>
    /// <param name="slackMsat">How far the account may fall below nothing before that is written down: what came must not make room for what leaves later.</param>
    public UnlistedAmounts(HtlcTables tables, int slot, HtlcTable before, HtlcTable next, long carriedMsat, ulong slackMsat)
    {
        // It rises in such a step only, so here it is as low as it has been since the last one.
        long others = tables.UnlistedMsat(slot);
        CarriedMsat = Carried(others + before.MostUnlistedMsat + carriedMsat, carriedMsat, slackMsat);
        SumMsat = others + next.MostUnlistedMsat + CarriedMsat;
    }

    private static long Carried(long lowestMsat, long carriedMsat, ulong slackMsat)
    {
        return lowestMsat < -(long)slackMsat ? carriedMsat - lowestMsat : carriedMsat;
    }
}
