using System.Buffers.Binary;
using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Lightning;
using Holdfast.NodeRequests.Translation;
using Holdfast.Protocol;

namespace Holdfast.NodeRequests;

/// <summary>
/// The payments that the node takes back from a commitment on chain: who has the blocks proves to the device that they came back, so that what came in for them may be
/// given back too. onchaind asks for the signature at each start of the node, and again for each fee, so nothing is stored. The number is bounded; the oldest goes first.
/// </summary>
public sealed class WantedTimeouts
{
    public const int CountMax = 32;

    // firmware/Journal/FORMAT.md, table of payments: hash, amount of 48 bits, expiry with the highest bit for an HTLC of the peer, states.
    private const int HeaderBytes = 112;
    private const int HashBytes = 32;
    private const int AmountBytes = 6;
    private const int EntryBytes = 44;
    private const ulong AmountMask = 0xffffffffffff;

    private readonly Lock _gate = new();
    private readonly List<Payment> _payments = [];

    /// <summary>The output of each (TXID:INDEX), and the request without the two transactions that prove it.</summary>
    public (string Output, byte[] Request)[] Now()
    {
        lock (_gate)
        {
            return [.. _payments.Select(payment => (payment.Output, payment.Request.Encode()))];
        }
    }

    /// <summary>The node was given a signature that takes an HTLC; it counts if that waits for the expiry of one in the channel's table of payments.</summary>
    /// <param name="table">What the host keeps of the channel; null where nothing is followed.</param>
    /// <param name="point">The peer's per-commitment point; empty where the commitment is the holder's.</param>
    internal void Note(byte[]? table, ChannelName channel, HtlcScript script, SweepFields sweep, byte[] point)
    {
        if (table == null || script.OfferedByBroadcaster != (point.Length == 0) || sweep.Locktime == 0)
        {
            return;
        }

        string output = Convert.ToHexStringLower([.. sweep.InputTxid.AsEnumerable().Reverse()]) + ":" + sweep.InputVout;
        foreach (Htlc htlc in Known(table, script, sweep))
        {
            ProveTimeout request = new()
            {
                ChannelId = channel.Id, PaymentHash = htlc.PaymentHash, AmountMsat = htlc.AmountMsat, Expiry = htlc.Expiry, Point = point, Closing = [], Spending = [],
            };
            Note(new Payment(channel, output, request));
        }
    }

    /// <summary>The channel of a payment that is in the list; null when it is not.</summary>
    internal ChannelName? ChannelOf(ProveTimeout request)
    {
        lock (_gate)
        {
            return _payments.Find(payment => payment.IsAbout(request))?.Channel;
        }
    }

    /// <summary>The device counts it as given back.</summary>
    internal void Remove(ProveTimeout request)
    {
        lock (_gate)
        {
            _payments.RemoveAll(payment => payment.IsAbout(request));
        }
    }

    private void Note(Payment payment)
    {
        lock (_gate)
        {
            _payments.RemoveAll(known => known.Output == payment.Output && known.IsAbout(payment.Request));
            _payments.Add(payment);
            _payments.RemoveRange(0, Math.Max(0, _payments.Count - CountMax));
        }
    }

    // The script has a hash of the payment hash, and the output whole satoshi: the rest is in the table of payments, as FORMAT.md draws it. A wrong reading proves nothing.
    private static IEnumerable<Htlc> Known(byte[] table, HtlcScript script, SweepFields sweep)
    {
        for (int at = HeaderBytes; at + EntryBytes <= table.Length; at += EntryBytes)
        {
            Htlc htlc = new()
            {
                PaymentHash = table[at..(at + HashBytes)],
                AmountMsat = BinaryPrimitives.ReadUInt64BigEndian(table.AsSpan(at + HashBytes - 2)) & AmountMask,
                Expiry = BinaryPrimitives.ReadUInt32BigEndian(table.AsSpan(at + HashBytes + AmountBytes)),
            };
            if (htlc.AmountSat == sweep.InputSat && htlc.Expiry == sweep.Locktime && Check.Same(Ripemd160.Hash(htlc.PaymentHash), script.PaymentHash160))
            {
                yield return htlc;
            }
        }
    }

    private sealed record Payment(ChannelName Channel, string Output, ProveTimeout Request)
    {
        public bool IsAbout(ProveTimeout other) => Check.Same(Request.ChannelId, other.ChannelId) && Check.Same(Request.PaymentHash, other.PaymentHash)
            && Request.AmountMsat == other.AmountMsat && Request.Expiry == other.Expiry;
    }
}
