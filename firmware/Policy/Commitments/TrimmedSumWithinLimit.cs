using Holdfast.Channels;

namespace Holdfast.Policy;

/// <summary>
/// All trimmed HTLCs of a commitment together are small too: should it confirm, they go to miners. Nodes keep their own bound on this below the
/// limit (Core Lightning: max-dust-htlc-exposure-msat, 50,000 sat).
/// </summary>
public static class TrimmedSumWithinLimit
{
    public const string Tag = "policy-commitment-fee-range";

    public static void Require(CommitmentProposal next, Limits limits)
    {
        if (next.TrimmedSumMsat > limits.TrimmedMsatMax)
        {
            throw new Refusal(
                nameof(TrimmedSumWithinLimit), Tag, "The trimmed HTLCs add up to more than the limit, and all of them would go to miners; wait until some are settled.");
        }
    }
}
