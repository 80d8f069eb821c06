using Holdfast.Lightning;

namespace Holdfast.HistoryWorld.Chain;

/// <summary>
/// The independent judge of the rules about the chain: it knows every block that the world has mined, and which of them the device was shown. Every block of
/// regtest has the same work, so the chain with the most work is the highest.
/// </summary>
internal sealed class ChainLedger
{
    private const int LockDepth = 1;
    private const int ExpiryMax = 2160;
    private const int ExpiredMax = 144;

    private readonly HashSet<ChainBlock> _shown = [];

    /// <summary>The highest block that the device was shown and must remember.</summary>
    public int Height { get; private set; }

    /// <summary>The device said once that the rules hold; only a press would end that, and nobody presses here.</summary>
    public bool IsInForce { get; private set; }

    /// <summary>Locks and promises that came out while the rules were in force.</summary>
    public long Releases { get; private set; }

    public void Shown(IEnumerable<ChainBlock> blocks, bool isTip)
    {
        foreach (ChainBlock block in blocks)
        {
            if (block.IsWrong)
            {
                throw new ViolationException(ViolationKind.Loss, "a header that the network does not take was taken at height " + block.Height);
            }

            _shown.Add(block);
            Height = Math.Max(Height, block.Height);
        }

        IsInForce |= isTip && _shown.Count > 0;
    }

    /// <summary>The power was away. The record is written once in six blocks, so up to five may be forgotten.</summary>
    public void Restarted(int heightSeen)
    {
        if (heightSeen < Height - 5 || heightSeen > Height)
        {
            throw new ViolationException(ViolationKind.Loss, "after a start the device knows of height " + heightSeen + ", and it was shown " + Height);
        }

        Height = heightSeen;
    }

    /// <summary>A funding became the only one without the owner: it must be in the highest chain that the device was shown.</summary>
    public void Locked(byte[] txid, int vout, ulong valueSat, byte[] script)
    {
        if (!IsInForce)
        {
            return;
        }

        Releases++;
        bool isBuried = _shown.Where(tip => tip.Height >= Height)
            .Any(tip => Enumerable.Range(0, tip.Height - LockDepth + 2).Any(height => Has(tip.At(height), txid, vout, valueSat, script)));
        if (!isBuried)
        {
            throw new ViolationException(ViolationKind.Loss, "a funding was locked that is not in the chain: the old exit is given away for nothing");
        }
    }

    /// <summary>The device gave signatures for HTLCs.</summary>
    public void Promised(IEnumerable<Htlc> htlcs)
    {
        if (!IsInForce)
        {
            return;
        }

        foreach (Htlc htlc in htlcs)
        {
            Releases++;
            if (!htlc.IsOfferedByPeer && htlc.Expiry > Height + ExpiryMax)
            {
                throw new ViolationException(ViolationKind.Loss, "the holder's money is locked up until block " + htlc.Expiry + ", and the chain is at " + Height);
            }

            if (htlc.Expiry + ExpiredMax < Height)
            {
                throw new ViolationException(ViolationKind.Loss, "an HTLC that expired at " + htlc.Expiry + " is on a new commitment at height " + Height);
            }
        }
    }

    private static bool Has(ChainBlock block, byte[] txid, int vout, ulong valueSat, byte[] script) => block.Transactions.Any(transaction =>
    {
        if (!Crypto.Sha256.HashTwice(transaction).AsSpan().SequenceEqual(txid))
        {
            return false;
        }

        TransactionOutput output = new PreviousTransaction(transaction, txid).OutputAt((uint)vout);
        return output.ValueSat == valueSat && output.Script.AsSpan().SequenceEqual(script);
    });
}
