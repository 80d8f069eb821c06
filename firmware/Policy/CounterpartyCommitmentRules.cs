using Holdfast.Channels;

namespace Holdfast.Policy;

/// <summary>
/// What must hold before a commitment of the peer is signed, in this order. An exact repeat of the newest one stops after the state:
/// it was checked when it was first signed.
/// </summary>
public static class CounterpartyCommitmentRules
{
    /// <param name="isWritten">See <see cref="IncomingIsWritten"/>.</param>
    /// <param name="mayHaveLeft">The same.</param>
    /// <param name="exposureMax">See <see cref="StateIsBackedUp"/>.</param>
    public static void Require(CommitmentProposal next, Limits limits, bool isWritten, bool mayHaveLeft, int exposureMax)
    {
        RequireState(next, exposureMax);
        IncomingIsWritten.Require(next, isWritten, mayHaveLeft);
        if (!next.IsRepeated)
        {
            FundingsMoveTogether.RequireCounterparty(next.Channel, next.FundingIndex, next.Content.Number, next.HolderSat, limits);
            ContentRules.Require(next, limits);
        }
    }

    /// <summary>What is asked besides when the commitment is prepared.</summary>
    public static void RequireToPrepare(CommitmentProposal next, Limits limits)
    {
        FitsEveryFunding.Require(next, limits);
    }

    /// <summary>
    /// The part that depends on what the channel has promised: asked again when a prepared commitment is signed. The rest has passed since the device started,
    /// and a content that the node has stored must not be refused for a limit afterwards.
    /// </summary>
    /// <param name="incoming">See <see cref="IncomingIsWritten.RequirePrepared"/>, as the others.</param>
    /// <param name="exposureMax">See <see cref="StateIsBackedUp"/>.</param>
    /// <param name="holderSat">What the holder owns in it, satoshi.</param>
    public static void RequirePrepared(
        CommitmentProposal next, ulong incoming, bool wasWritten, bool mayHaveLeft, int exposureMax, ulong holderSat, Limits limits)
    {
        RequireState(next, exposureMax);
        IncomingIsWritten.RequirePrepared(next, incoming, wasWritten, mayHaveLeft);
        if (!next.IsRepeated)
        {
            FundingsMoveTogether.RequireCounterparty(next.Channel, next.FundingIndex, next.Content.Number, holderSat, limits);
        }
    }

    private static void RequireState(CommitmentProposal next, int exposureMax)
    {
        PreviousIsRevoked.Require(next);
        RetryIsSame.Require(next);
        CloseIsFinal.Require(next);
        StateIsBackedUp.Require(next, exposureMax);
    }
}
