using Holdfast.Bytes;

namespace Holdfast.Requests;

/// <summary>
/// The commitments that were prepared and not signed yet, and of which channels it is known that nothing has left for their next number. Memory only, and
/// a convenience: a host that asks for what is forgotten sends the whole commitment again.
/// </summary>
public sealed class PreparedCommitments
{
    /// <summary>Two channels in the middle of a splice have three each. One more takes the place of the oldest.</summary>
    public const int CountMax = 6;

    private readonly PreparedCommitment[] _newestFirst = new PreparedCommitment[CountMax];
    private readonly bool[] _isClean;

    public PreparedCommitments(int slotCount)
    {
        _isClean = new bool[slotCount];
    }

    /// <summary>Remembers it, in place of what was prepared for the same funding.</summary>
    public void Add(PreparedCommitment prepared)
    {
        int at = 0;
        while (at < CountMax - 1 && _newestFirst[at] != null && !IsFor(_newestFirst[at], prepared.Slot, prepared.FundingTxid))
        {
            at++;
        }

        for (; at > 0; at--)
        {
            _newestFirst[at] = _newestFirst[at - 1];
        }

        _newestFirst[0] = prepared;
    }

    /// <summary>What was prepared last for this funding, when it has this number; else null.</summary>
    public PreparedCommitment Find(int slot, byte[] fundingTxid, ulong number)
    {
        for (int i = 0; i < CountMax; i++)
        {
            if (_newestFirst[i] != null && _newestFirst[i].Number == number && IsFor(_newestFirst[i], slot, fundingTxid))
            {
                return _newestFirst[i];
            }
        }

        return null;
    }

    /// <summary>Another channel comes into the slot, or the channel's fundings change: nothing that was computed for the old ones is signed.</summary>
    public void Forget(int slot)
    {
        _isClean[slot] = false;
        int kept = 0;
        for (int i = 0; i < CountMax; i++)
        {
            PreparedCommitment prepared = _newestFirst[i];
            _newestFirst[i] = null;
            if (prepared != null && prepared.Slot != slot)
            {
                _newestFirst[kept++] = prepared;
            }
        }
    }

    /// <summary>
    /// True unless the number before the next was signed since the device started and no signature on an HTLC of the peer has left for the next one since then.
    /// </summary>
    public bool MayHaveLeft(int slot)
    {
        return !_isClean[slot];
    }

    /// <summary>Another number was signed: for the one after it nothing can have left.</summary>
    public void NumberSigned(int slot)
    {
        _isClean[slot] = true;
    }

    /// <summary>Signatures on HTLCs of the peer leave for the next number.</summary>
    public void Leaves(int slot)
    {
        _isClean[slot] = false;
    }

    private static bool IsFor(PreparedCommitment prepared, int slot, byte[] fundingTxid)
    {
        return prepared.Slot == slot && Check.Same(prepared.FundingTxid, fundingTxid);
    }
}
