using Holdfast.Lightning;
using Holdfast.Protocol;

namespace Holdfast.ReferenceNode;

/// <summary>
/// From a channel's state to the numbers of one commitment: which HTLCs are on it, who pays the fee, what is too small for an output
/// (BOLT 3, Fee Calculation, Trimmed Outputs, Commitment Transaction Construction).
/// </summary>
public static class CommitmentBuilder
{
    private const ulong AnchorSat = 330;

    /// <summary>The commitment that is signed last and perhaps not answered yet: asked again after a reconnect, its content is the same.</summary>
    public static CommitmentFields LastOfCounterparty(ChannelState state) => Build(
        state, ofHolder: false, UpdateRules.IsOn, state.CounterpartySigned,
        state.MaySign ? state.CounterpartyPoint : state.CounterpartyNextPoint);

    /// <summary>The peer's next commitment, with everything that may be on it. Only when <see cref="ChannelState.MaySign"/>.</summary>
    public static CommitmentFields NextOfCounterparty(ChannelState state) => Build(
        state, ofHolder: false, UpdateRules.IsOnNext, state.CounterpartySigned + 1, state.CounterpartyNextPoint);

    /// <summary>The holder's next commitment, as the peer's coming signature must cover it.</summary>
    public static CommitmentFields NextOfHolder(ChannelState state, byte[] holderPoint) => Build(
        state, ofHolder: true, UpdateRules.IsOnNext, state.HolderValidated + 1, holderPoint);

    /// <summary>The holder's newest signed commitment.</summary>
    public static CommitmentFields LastOfHolder(ChannelState state, byte[] holderPoint) => Build(
        state, ofHolder: true, UpdateRules.IsOn, state.HolderValidated, holderPoint);

    /// <summary>
    /// Whether the side that proposes can pay for all that is in flight and keep its reserve, whatever of it comes back later: asked
    /// before something new is sent. The opener also keeps the fee of five more HTLCs, because the other side may add some meanwhile.
    /// </summary>
    public static bool IsAffordable(ChannelState state, bool byUs)
    {
        ChannelTerms terms = state.Terms;
        ulong inFlight = state.Htlcs.Where(htlc => htlc.OfferedByUs == byUs).Aggregate(0ul, (sum, htlc) => sum + htlc.AmountMsat);
        uint feerate = state.FeeChanges.Select(change => change.FeeratePerKw).Append(state.FeeratePerKw).Max();
        ulong feeMsat = terms.IsOpener == byUs ? (FeeSat(terms.Type, feerate, state.Htlcs.Count + 5) + AnchorsSat(terms.Type)) * 1000 : 0;
        return (byUs ? state.ToUsMsat : state.ToPeerMsat) >= inFlight + feeMsat + terms.ReserveMsat;
    }

    private static CommitmentFields Build(
        ChannelState state, bool ofHolder, Func<bool, bool, UpdateStage, bool> isOn, ulong number, byte[] point)
    {
        ChannelTerms terms = state.Terms;
        Balances balances = BalancesOn(state, ofHolder, isOn);
        if (balances.Overdrawn)
        {
            throw new InvalidOperationException("a side spends more than it has");
        }

        uint feerate = LastFeerate(state, ofHolder, isOn);
        ulong dustSat = (ofHolder ? terms.Holder : terms.Counterparty).DustLimitSat;
        Htlc[] htlcs = balances.Htlcs
            .OrderBy(htlc => htlc.OfferedByUs).ThenBy(htlc => htlc.Id)
            .Select(htlc => new Htlc
            {
                IsOfferedByPeer = !htlc.OfferedByUs,
                IsTrimmed = htlc.AmountMsat / 1000 < dustSat + HtlcFeeSat(terms.Type, feerate, offeredByBroadcaster: htlc.OfferedByUs == ofHolder),
                AmountMsat = htlc.AmountMsat,
                PaymentHash = htlc.PaymentHash,
                Expiry = htlc.Expiry,
            })
            .ToArray();
        int untrimmed = htlcs.Count(htlc => !htlc.IsTrimmed);
        ulong openerPaysSat = FeeSat(terms.Type, feerate, untrimmed) + AnchorsSat(terms.Type);
        ulong toHolderSat = Output(balances.ToUsMsat / 1000, terms.IsOpener ? openerPaysSat : 0, dustSat);
        ulong toCounterpartySat = Output(balances.ToPeerMsat / 1000, terms.IsOpener ? 0 : openerPaysSat, dustSat);
        return new CommitmentFields { Number = number, Point = point, FeeratePerKw = feerate, ToHolderSat = toHolderSat, ToCounterpartySat = toCounterpartySat, Htlcs = htlcs };
    }

    private static Balances BalancesOn(ChannelState state, bool ofHolder, Func<bool, bool, UpdateStage, bool> isOn)
    {
        long toUs = (long)state.ToUsMsat;
        long toPeer = (long)state.ToPeerMsat;
        List<NodeHtlc> standing = [];
        foreach (NodeHtlc htlc in state.Htlcs.Where(htlc => isOn(ofHolder, htlc.OfferedByUs, htlc.AddStage)))
        {
            long amount = (long)htlc.AmountMsat;
            toUs -= htlc.OfferedByUs ? amount : 0;
            toPeer -= htlc.OfferedByUs ? 0 : amount;
            if (htlc.Removal == HtlcRemoval.None || !isOn(ofHolder, !htlc.OfferedByUs, htlc.RemovalStage))
            {
                standing.Add(htlc);
            }
            else if (htlc.OfferedByUs == (htlc.Removal == HtlcRemoval.Failed))
            {
                toUs += amount;
            }
            else
            {
                toPeer += amount;
            }
        }

        return new Balances((ulong)Math.Max(toUs, 0), (ulong)Math.Max(toPeer, 0), toUs < 0 || toPeer < 0, standing);
    }

    private static uint LastFeerate(ChannelState state, bool ofHolder, Func<bool, bool, UpdateStage, bool> isOn) =>
        state.FeeChanges.LastOrDefault(change => isOn(ofHolder, state.Terms.IsOpener, change.Stage))?.FeeratePerKw ?? state.FeeratePerKw;

    private static ulong Output(ulong haveSat, ulong paysSat, ulong dustSat) => haveSat < paysSat || haveSat - paysSat < dustSat ? 0 : haveSat - paysSat;

    private static ulong FeeSat(ChannelType type, uint feerate, int untrimmed) =>
        (ulong)feerate * ((type == ChannelType.StaticRemoteKey ? 724u : 1124u) + (172u * (ulong)untrimmed)) / 1000;

    private static ulong AnchorsSat(ChannelType type) => type == ChannelType.StaticRemoteKey ? 0 : 2 * AnchorSat;

    private static ulong HtlcFeeSat(ChannelType type, uint feerate, bool offeredByBroadcaster) => type switch
    {
        ChannelType.AnchorsZeroFeeHtlc => 0,
        _ => feerate * (offeredByBroadcaster ? 663ul : 703ul) / 1000,
    };

    private sealed record Balances(ulong ToUsMsat, ulong ToPeerMsat, bool Overdrawn, List<NodeHtlc> Htlcs);
}
