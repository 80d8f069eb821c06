using Holdfast.Channels;

namespace Holdfast.Policy;

/// <summary>
/// What must hold before a holder commitment counts as held, in this order. The number is looked at before anything is computed, the peer's signatures are verified
/// after the cheap rules.
/// </summary>
public static class HolderCommitmentRules
{
    /// <summary>The number decides whether there is anything to compute.</summary>
    public static void RequireNumber(Channel channel, Funding funding, ulong number)
    {
        HolderIsNotRevoked.Require(channel, number);
        SuccessorIsNext.Require(channel, funding, number);
    }

    public static void Require(CommitmentProposal next, Limits limits)
    {
        RequireNumber(next.Channel, next.Funding, next.Content.Number);
        CurrentIsFixed.Require(next);
        CloseIsFinal.Require(next);
        if (!next.IsRepeated)
        {
            ContentRules.Require(next, limits);
        }
    }

    public static void RequireSignatureCount(int given, int needed)
    {
        CountersignaturesVerify.RequireCount(given, needed);
    }

    public static void RequireSignature(bool verifies)
    {
        CountersignaturesVerify.RequireCommitment(verifies);
    }

    /// <param name="firstBad">Position of the first HTLC signature that does not verify; negative when all do.</param>
    public static void RequireHtlcSignatures(int firstBad)
    {
        CountersignaturesVerify.RequireHtlcs(firstBad);
    }
}
