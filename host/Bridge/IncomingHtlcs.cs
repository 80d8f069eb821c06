using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Bridge;

/// <summary>
/// The peer's HTLCs on the last commitments of both sides, so that the device can be shown what its book has (RULES.md, "What leaves before the promise"): which are
/// new on a commitment of ours, which are gone from the peer's. The device believes none of it; where it is unknown or wrong, signatures
/// stay with the promise.
/// </summary>
internal sealed class IncomingHtlcs
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ulong, HtlcFields[]> _holders = [];
    private readonly Dictionary<ulong, HtlcFields[]> _counterpartys = [];

    /// <summary>True once a commitment was prepared: the device keeps a book, and is shown it from then on.</summary>
    public bool IsAhead { get; set; }

    /// <summary>Marks what the commitment before ours with this number has not.</summary>
    /// <param name="logged">Looks into the intent log, when the list of that number is not remembered.</param>
    public void MarkNew(ulong number, HtlcFields[] htlcs, Func<ulong, HtlcFields[]?> logged)
    {
        if (number == 0 || Find(_holders, number - 1, logged) is not HtlcFields[] before)
        {
            return;
        }

        HtlcFields[] added = Without(Incoming(htlcs), before);
        Array.ForEach(htlcs, htlc => htlc.IsNew = added.Contains(htlc));
    }

    /// <summary>What the peer's commitment before this number has and this one has not; nothing when that is not known.</summary>
    public HtlcFields[] Gone(ulong number, HtlcFields[] htlcs, Func<ulong, HtlcFields[]?> logged)
    {
        lock (_lock)
        {
            if (number == 0 || _counterpartys.ContainsKey(number))
            {
                return []; // another funding comes to the same number
            }
        }

        return Find(_counterpartys, number - 1, logged) is HtlcFields[] before
            ? [.. Without(before, Incoming(htlcs)).Select(htlc => new HtlcFields
            {
                IsOfferedByPeer = true, AmountMsat = htlc.AmountMsat, PaymentHash = htlc.PaymentHash, Expiry = htlc.Expiry,
            })]
            : [];
    }

    public void HolderValidated(ulong number, HtlcFields[] htlcs) => Remember(_holders, number, htlcs);

    public void CounterpartySigned(ulong number, HtlcFields[] htlcs) => Remember(_counterpartys, number, htlcs);

    private HtlcFields[]? Find(Dictionary<ulong, HtlcFields[]> commitments, ulong number, Func<ulong, HtlcFields[]?> logged)
    {
        lock (_lock)
        {
            if (commitments.TryGetValue(number, out HtlcFields[]? known))
            {
                return known;
            }
        }

        if (logged(number) is not HtlcFields[] htlcs)
        {
            return null;
        }

        Remember(commitments, number, htlcs);
        return Incoming(htlcs);
    }

    /// <summary>The newest two numbers are enough.</summary>
    private void Remember(Dictionary<ulong, HtlcFields[]> commitments, ulong number, HtlcFields[] htlcs)
    {
        lock (_lock)
        {
            commitments[number] = Incoming(htlcs);
            foreach (ulong old in commitments.Keys.Where(known => known + 1 < number).ToList())
            {
                commitments.Remove(old);
            }
        }
    }

    private static HtlcFields[] Incoming(HtlcFields[] htlcs) => [.. htlcs.Where(htlc => htlc.IsOfferedByPeer)];

    /// <summary>Those of the first list that the second has not; several parts of one payment can look exactly alike, so each is counted.</summary>
    private static HtlcFields[] Without(HtlcFields[] htlcs, HtlcFields[] others)
    {
        List<HtlcFields> left = [.. others];
        List<HtlcFields> without = [];
        foreach (HtlcFields htlc in htlcs)
        {
            int at = left.FindIndex(other => other.AmountMsat == htlc.AmountMsat && other.Expiry == htlc.Expiry && Check.Same(other.PaymentHash, htlc.PaymentHash));
            if (at < 0)
            {
                without.Add(htlc);
            }
            else
            {
                left.RemoveAt(at);
            }
        }

        return [.. without];
    }
}
