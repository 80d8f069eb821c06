using Holdfast.Channels;

namespace Holdfast.Policy;

/// <summary>
/// What must hold before a commitment of ours counts as held, in this order; the peer's signatures are verified after the cheap rules
/// (<see cref="CountersignaturesVerify"/>).
/// </summary>
public static class HolderCommitmentRules
{
    public static void Require(CommitmentProposal next, Limits limits)
    {
        HolderIsNotRevoked.Require(next.Channel, next.Content.Number);
        SuccessorIsNext.Require(next.Channel, next.Funding, next.Content.Number);
        CurrentIsFixed.Require(next);
        CloseIsFinal.Require(next);
        if (!next.IsRepeated)
        {
            ContentRules.Require(next, limits);
        }
    }
}
