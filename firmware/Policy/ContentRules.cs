using Holdfast.Channels;
using Holdfast.Lightning;

namespace Holdfast.Policy;

/// <summary>What the content of any commitment, the peer's or the holder's, must look like.</summary>
public static class ContentRules
{
    public static void Require(CommitmentProposal next, Limits limits)
    {
        FirstHasNoHtlcs.Require(next);
        InitialBalanceAsAgreed.Require(next);
        HtlcCountWithinLimit.Require(next, limits);
        InflightWithinLimit.Require(next, limits);
        HtlcExpiryIsHeight.Require(next);
        FeerateFitsFee.Require(next, limits);
        OutputsAboveDust.Require(next, limits);
        TrimmedWithinLimit.Require(next, limits);
        TrimmedSumWithinLimit.Require(next, limits);
        FeeWithinRange.Require(next, limits);
    }

    /// <summary>Besides, where the device follows the chain, for a commitment that was not promised before.</summary>
    public static void RequireReach(Htlc[] htlcs, int height, int heightPresumed, Limits limits)
    {
        HtlcExpiryWithinReach.Require(htlcs, height, heightPresumed, limits);
    }
}
