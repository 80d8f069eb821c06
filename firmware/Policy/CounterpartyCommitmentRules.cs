using Holdfast.Channels;

namespace Holdfast.Policy;

/// <summary>
/// What must hold before a commitment of the peer is signed, in this order. An exact repeat of the newest one stops after the first three:
/// it was checked when it was first signed.
/// </summary>
public static class CounterpartyCommitmentRules
{
    public static void Require(CommitmentProposal next, Limits limits)
    {
        PreviousIsRevoked.Require(next);
        RetryIsSame.Require(next);
        CloseIsFinal.Require(next);
        if (!next.IsRepeated)
        {
            ContentRules.Require(next, limits);
        }
    }
}
