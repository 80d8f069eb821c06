using Holdfast.Channels;

namespace Holdfast.Policy;

/// <summary>What the content of any commitment, the peer's or ours, must look like.</summary>
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
}
