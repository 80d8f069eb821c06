using Holdfast.Channels;
using Holdfast.Lightning;

namespace Holdfast.Policy;

/// <summary>
/// No output is so small that nodes refuse to relay the whole commitment, or the HTLC transaction behind it, which would leave the owner without an exit.
/// Smaller amounts are trimmed.
/// </summary>
public static class OutputsAboveDust
{
    public const string Tag = "policy-commitment-outputs-trimmed";

    public static void Require(CommitmentProposal next, Limits limits)
    {
        if (IsDust(next.Content.ToHolderSat, limits) || IsDust(next.Content.ToCounterpartySat, limits))
        {
            throw new Refusal(nameof(OutputsAboveDust), Tag, "An output of the commitment is dust; trim it.");
        }

        Htlc[] htlcs = next.Content.Htlcs;
        for (int i = 0; i < htlcs.Length; i++)
        {
            if (!htlcs[i].IsTrimmed && htlcs[i].AmountSat < limits.DustSat + next.HtlcFeeSat(htlcs[i]))
            {
                throw new Refusal(nameof(OutputsAboveDust), Tag, "An HTLC output of the commitment is dust; trim it.");
            }
        }
    }

    private static bool IsDust(ulong sat, Limits limits)
    {
        return sat != 0 && sat < limits.DustSat;
    }
}
