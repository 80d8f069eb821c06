using Holdfast.Channels;
using Holdfast.Lightning;

namespace Holdfast.Policy;

/// <summary>
/// An HTLC is trimmed only when it is small: a large one without an output would be a gift to miners.
/// </summary>
public static class TrimmedWithinLimit
{
    public const string Tag = "policy-commitment-outputs-trimmed";

    public static void Require(CommitmentProposal next, Limits limits)
    {
        Htlc[] htlcs = next.Content.Htlcs;
        for (int i = 0; i < htlcs.Length; i++)
        {
            if (htlcs[i].Trimmed && htlcs[i].AmountSat >= limits.DustLimitSatMax + HtlcFeeSat(next, htlcs[i], limits))
            {
                throw new Refusal(Tag, "An HTLC that is large enough for an output of its own is trimmed; give it one.");
            }
        }
    }

    // Without zero-fee HTLC transactions the trimming threshold grows with the feerate (BOLT 3, Trimmed Outputs).
    private static ulong HtlcFeeSat(CommitmentProposal next, Htlc htlc, Limits limits)
    {
        uint feerate = next.Content.FeeratePerKw < limits.FeeratePerKwMax ? next.Content.FeeratePerKw : limits.FeeratePerKwMax;
        return Fees.HtlcSat(next.Channel.Terms.Type, feerate, htlc.OfferedByHolder == next.IsHolders);
    }
}
