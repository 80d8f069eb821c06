using Holdfast.Channels;
using Holdfast.Lightning;

namespace Holdfast.Policy;

/// <summary>
/// The payments in flight add up to no more than the limit: what a stuck channel can lock up.
/// </summary>
public static class InflightWithinLimit
{
    public const string Tag = "policy-commitment-htlc-inflight-limit";

    public static void Require(CommitmentProposal next, Limits limits)
    {
        ulong left = limits.InflightMsatMax;
        Htlc[] htlcs = next.Content.Htlcs;
        for (int i = 0; i < htlcs.Length; i++)
        {
            if (htlcs[i].AmountMsat > left)
            {
                throw new Refusal(nameof(InflightWithinLimit), Tag, "The HTLCs in flight add up to more than the limit; wait until some are settled.");
            }

            left -= htlcs[i].AmountMsat;
        }
    }
}
