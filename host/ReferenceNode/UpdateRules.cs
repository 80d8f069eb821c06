namespace Holdfast.ReferenceNode;

/// <summary>Which update is on whose commitment, and what each message of the dance moves (see <see cref="UpdateStage"/>).</summary>
internal static class UpdateRules
{
    /// <summary>On the commitment with the highest number that is signed so far.</summary>
    public static bool IsOn(bool ofHolder, bool proposedByUs, UpdateStage stage) =>
        stage >= (ofHolder == proposedByUs ? UpdateStage.CommittedBack : UpdateStage.Committed);

    /// <summary>On the next commitment to be signed: what would be new comes along.</summary>
    public static bool IsOnNext(bool ofHolder, bool proposedByUs, UpdateStage stage) =>
        stage >= (ofHolder == proposedByUs ? UpdateStage.Acknowledged : UpdateStage.Proposed);

    /// <summary>A commitment_signed went out (<paramref name="byUs"/>) or came in: the other side's next commitment has its updates.</summary>
    public static void CommitmentWasSigned(ChannelState state, bool byUs) => Move(state, proposer => proposer == byUs
        ? (UpdateStage.Proposed, UpdateStage.Committed)
        : (UpdateStage.Acknowledged, UpdateStage.CommittedBack));

    /// <summary>A revoke_and_ack went out (<paramref name="byUs"/>) or came in: the side that revoked has nothing older any more.</summary>
    public static void CommitmentWasRevoked(ChannelState state, bool byUs)
    {
        Move(state, proposer => proposer == byUs
            ? (UpdateStage.CommittedBack, UpdateStage.Final)
            : (UpdateStage.Committed, UpdateStage.Acknowledged));
        Settle(state);
    }

    /// <summary>Whether the side that would sign next (<paramref name="byUs"/>) has anything to sign: an empty commitment_signed is forbidden.</summary>
    public static bool HasNews(ChannelState state, bool byUs)
    {
        bool news = false;
        Move(state, proposer => (proposer == byUs ? UpdateStage.Proposed : UpdateStage.Acknowledged, null), _ => news = true);
        return news;
    }

    /// <summary>Forgets what neither side has signed yet: BOLT 2, Message Retransmission.</summary>
    public static void ForgetProposed(ChannelState state)
    {
        foreach (NodeHtlc htlc in state.Htlcs.Where(htlc => htlc.AddStage == UpdateStage.Proposed))
        {
            // Ids are counted per side and must have no gaps.
            state.NextHtlcId -= htlc.OfferedByUs ? 1ul : 0;
            state.NextPeerHtlcId -= htlc.OfferedByUs ? 0 : 1ul;
        }

        state.Htlcs.RemoveAll(htlc => htlc.AddStage == UpdateStage.Proposed);
        for (int i = 0; i < state.Htlcs.Count; i++)
        {
            if (state.Htlcs[i].Removal != HtlcRemoval.None && state.Htlcs[i].RemovalStage == UpdateStage.Proposed)
            {
                state.Htlcs[i] = state.Htlcs[i] with { Removal = HtlcRemoval.None };
            }
        }

        state.FeeChanges.RemoveAll(change => change.Stage == UpdateStage.Proposed);
    }

    private static void Move(
        ChannelState state, Func<bool, (UpdateStage From, UpdateStage? To)> step, Action<UpdateStage>? onMatch = null)
    {
        UpdateStage Next(bool proposedByUs, UpdateStage stage)
        {
            (UpdateStage from, UpdateStage? to) = step(proposedByUs);
            if (stage != from)
            {
                return stage;
            }

            onMatch?.Invoke(stage);
            return to ?? stage;
        }

        for (int i = 0; i < state.Htlcs.Count; i++)
        {
            NodeHtlc htlc = state.Htlcs[i];
            state.Htlcs[i] = htlc with
            {
                AddStage = Next(htlc.OfferedByUs, htlc.AddStage),
                RemovalStage = htlc.Removal == HtlcRemoval.None ? UpdateStage.Proposed : Next(!htlc.OfferedByUs, htlc.RemovalStage),
            };
        }

        for (int i = 0; i < state.FeeChanges.Count; i++)
        {
            FeeChange change = state.FeeChanges[i];
            state.FeeChanges[i] = change with { Stage = Next(state.Terms.IsOpener, change.Stage) };
        }
    }

    /// <summary>What is irrevocable on both sides leaves the list and becomes balance, or the feerate.</summary>
    private static void Settle(ChannelState state)
    {
        foreach (NodeHtlc htlc in state.Htlcs.Where(IsGone))
        {
            bool weGain = htlc.OfferedByUs == (htlc.Removal == HtlcRemoval.Failed);
            state.ToUsMsat += weGain ? htlc.AmountMsat : 0;
            state.ToPeerMsat += weGain ? 0 : htlc.AmountMsat;
            state.ToUsMsat -= htlc.OfferedByUs ? htlc.AmountMsat : 0;
            state.ToPeerMsat -= htlc.OfferedByUs ? 0 : htlc.AmountMsat;
        }

        state.Htlcs.RemoveAll(IsGone);
        while (state.FeeChanges.Count > 0 && state.FeeChanges[0].Stage == UpdateStage.Final)
        {
            state.FeeratePerKw = state.FeeChanges[0].FeeratePerKw;
            state.FeeChanges.RemoveAt(0);
        }
    }

    private static bool IsGone(NodeHtlc htlc) => htlc.Removal != HtlcRemoval.None && htlc.RemovalStage == UpdateStage.Final;
}
