using Holdfast.Channels;

namespace Holdfast.Policy;

/// <summary>
/// No more payments in flight than the messages for either side's commitment can carry: what is promised to the peer must stay possible for the holder.
/// </summary>
public static class HtlcCountWithinLimit
{
    public const string Tag = "policy-commitment-htlc-count-limit";

    public static void Require(CommitmentProposal next, Limits limits)
    {
        if (next.Content.Htlcs.Length > limits.HtlcsMax)
        {
            throw new Refusal(nameof(HtlcCountWithinLimit), Tag, "More HTLCs are in flight than the limit of " + limits.HtlcsMax.ToString() + "; wait until some are settled.");
        }
    }
}
