using Holdfast.Channels;
using Holdfast.Lightning;

namespace Holdfast.Policy;

/// <summary>
/// An HTLC is trimmed only when it is small: a large one without an output would be a gift to miners. Without zero-fee HTLC transactions the threshold
/// grows with the feerate (BOLT 3, Trimmed Outputs), which <see cref="FeerateFitsFee"/> has compared with what the commitment pays.
/// </summary>
public static class TrimmedWithinLimit
{
    public const string Tag = "policy-commitment-outputs-trimmed";

    public static void Require(CommitmentProposal next, Limits limits)
    {
        Htlc[] htlcs = next.Content.Htlcs;
        for (int i = 0; i < htlcs.Length; i++)
        {
            if (htlcs[i].IsTrimmed && htlcs[i].AmountSat >= limits.DustLimitSatMax + next.HtlcFeeSat(htlcs[i]))
            {
                throw new Refusal(nameof(TrimmedWithinLimit), Tag, "An HTLC that is large enough for its own output is trimmed; give it an output.");
            }
        }
    }
}
