using Holdfast.Bytes;
using Holdfast.Lightning;

namespace Holdfast.NodeRequests;

/// <summary>
/// The peer's HTLCs on the last commitments of both sides, so that the device can be shown what its book has (RULES.md, "What leaves before the promise"): which are
/// new on a commitment of the holder, which are gone from the peer's. The device believes none of it; where it is unknown or wrong, signatures
/// stay with the promise.
/// </summary>
internal sealed class IncomingHtlcs
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ulong, Htlc[]> _holders = [];
    private readonly Dictionary<ulong, Htlc[]> _counterpartys = [];

    /// <summary>True once a commitment was prepared: the device keeps a book, and is shown it from then on.</summary>
    public bool IsAhead { get; set; }

    /// <summary>Marks what the holder's commitment before the one with this number has not.</summary>
    /// <param name="logged">Looks into the intent log, when the list of that number is not remembered.</param>
    public void MarkNew(ulong number, Htlc[] htlcs, Func<ulong, Htlc[]?> logged)
    {
        if (number == 0 || Find(_holders, number - 1, logged) is not Htlc[] before)
        {
            return;
        }

        Htlc[] added = Without(Incoming(htlcs), before);
        Array.ForEach(htlcs, htlc => htlc.IsNew = added.Contains(htlc));
    }

    /// <summary>What the peer's commitment before this number has and this one has not; nothing when that is not known.</summary>
    public Htlc[] Gone(ulong number, Htlc[] htlcs, Func<ulong, Htlc[]?> logged)
    {
        lock (_lock)
        {
            if (number == 0 || _counterpartys.ContainsKey(number))
            {
                return []; // another funding comes to the same number
            }
        }

        return Find(_counterpartys, number - 1, logged) is Htlc[] before
            ? [.. Without(before, Incoming(htlcs)).Select(htlc => new Htlc
            {
                IsOfferedByPeer = true, AmountMsat = htlc.AmountMsat, PaymentHash = htlc.PaymentHash, Expiry = htlc.Expiry,
            })]
            : [];
    }

    public void HolderValidated(ulong number, Htlc[] htlcs) => Remember(_holders, number, htlcs);

    public void CounterpartySigned(ulong number, Htlc[] htlcs) => Remember(_counterpartys, number, htlcs);

    private Htlc[]? Find(Dictionary<ulong, Htlc[]> commitments, ulong number, Func<ulong, Htlc[]?> logged)
    {
        lock (_lock)
        {
            if (commitments.TryGetValue(number, out Htlc[]? known))
            {
                return known;
            }
        }

        if (logged(number) is not Htlc[] htlcs)
        {
            return null;
        }

        Remember(commitments, number, htlcs);
        return Incoming(htlcs);
    }

    /// <summary>The newest two numbers are enough.</summary>
    private void Remember(Dictionary<ulong, Htlc[]> commitments, ulong number, Htlc[] htlcs)
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

    private static Htlc[] Incoming(Htlc[] htlcs) => [.. htlcs.Where(htlc => htlc.IsOfferedByPeer)];

    /// <summary>Those of the first list that the second has not; several parts of one payment can look exactly alike, so each is counted.</summary>
    private static Htlc[] Without(Htlc[] htlcs, Htlc[] others)
    {
        List<Htlc> left = [.. others];
        List<Htlc> without = [];
        foreach (Htlc htlc in htlcs)
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
