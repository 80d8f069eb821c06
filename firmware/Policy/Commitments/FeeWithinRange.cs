using Holdfast.Channels;
using Holdfast.Lightning;

namespace Holdfast.Policy;

/// <summary>
/// What the commitment pays to miners lies between what nodes relay and what makes sense. The fee is what the outputs leave over, without the
/// HTLCs that are trimmed into it; the feerate that the node names is not believed.
/// </summary>
public static class FeeWithinRange
{
    public const string Tag = "policy-commitment-fee-range";

    public static void Require(CommitmentProposal next, Limits limits)
    {
        ulong trimmedSat = next.TrimmedSumMsat / 1000;
        ulong fee = next.FeeSat > trimmedSat ? next.FeeSat - trimmedSat : 0;
        ulong feeMax =
            Fees.CommitmentSat(next.Channel.Terms.Type, limits.FeeratePerKwMax, next.HtlcOutputs) + OmittedSat(next, limits);
        ulong feeMin = Fees.CommitmentSat(next.Channel.Terms.Type, limits.FeeratePerKwMin, next.HtlcOutputs);
        if (fee > feeMax)
        {
            throw new Refusal(
                nameof(FeeWithinRange), Tag, "The commitment pays more to miners than the limit allows; lower the feerate, or check that the outputs add up to the channel.");
        }

        if (next.FeeSat < feeMin)
        {
            throw new Refusal(nameof(FeeWithinRange), Tag, "The commitment pays less to miners than nodes require to relay it; raise the feerate.");
        }
    }

    /// <summary>A side whose output is missing may have owned up to one dust limit, and with anchors its anchor is not paid either.</summary>
    public static ulong OmittedSat(CommitmentProposal next, Limits limits)
    {
        ulong sat = 0;
        if (next.Content.ToHolderSat == 0)
        {
            sat += limits.DustLimitSatMax;
        }

        if (next.Content.ToCounterpartySat == 0)
        {
            sat += limits.DustLimitSatMax;
        }

        return sat;
    }
}
