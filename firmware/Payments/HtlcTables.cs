namespace Holdfast.Payments;

/// <summary>
/// The tables of all channels, by the slot of the journal that holds the channel. Memory only: a digest of each is written down with the channel, and after a start of
/// the device the host shows them again.
/// </summary>
public sealed partial class HtlcTables : IInFlight
{
    private readonly HtlcTable[] _tables;
    private readonly bool[] _areMissing;
    private readonly bool[] _areClosing;

    public HtlcTables(int slotCount)
    {
        _tables = new HtlcTable[slotCount];
        _areMissing = new bool[slotCount];
        _areClosing = new bool[slotCount];
    }

    /// <summary>Whose preimages the device has released; null where it releases none.</summary>
    public IReleases Releases;

    /// <summary>The first slot of which the payments are not known; -1 when all are.</summary>
    public int FirstMissing
    {
        get
        {
            for (int slot = 0; slot < _tables.Length; slot++)
            {
                if (_areMissing[slot])
                {
                    return slot;
                }
            }

            return -1;
        }
    }

    /// <summary>Null where nothing is known.</summary>
    public HtlcTable At(int slot)
    {
        return _tables[slot];
    }

    /// <summary>What is known of a slot now.</summary>
    /// <param name="table">Null where nothing is known.</param>
    /// <param name="isMissing">True where a digest is written down and its table was not shown.</param>
    /// <param name="isClosing">True for a channel that only ends.</param>
    public void Set(int slot, HtlcTable table, bool isMissing, bool isClosing)
    {
        _tables[slot] = table;
        _areMissing[slot] = isMissing;
        _areClosing[slot] = isClosing;
    }

    /// <inheritdoc/>
    public bool IsInFlight(byte[] hashPrefix)
    {
        return IsOpen(hashPrefix, 0);
    }

    /// <inheritdoc/>
    public bool HasSettled(byte[] hashPrefix)
    {
        HashSum sum = SumOf(hashPrefix, 0, -1);
        return sum.OutMsat != 0 && !IsOpen(hashPrefix, 0);
    }

    /// <summary>
    /// What a channel's next table changes for the hashes on it: whether what leaves the holder there stays within what comes in, what the owner agreed to, and what was
    /// beyond that before.
    /// </summary>
    /// <param name="expiryDelta">How many blocks an incoming payment has to expire after what is paid on.</param>
    /// <param name="expiryMin">The earliest block at which an incoming payment may expire that is paid on; 0 where nobody knows the height.</param>
    public PaymentChange Judge(int slot, HtlcTable before, HtlcTable next, IApprovals approvals, uint expiryDelta, uint expiryMin)
    {
        PaymentChange change = new PaymentChange(expiryDelta, expiryMin);
        for (int at = 0; at < next.Count; at = next.EndOfHash(at))
        {
            Judge(change, slot, before, next, next.Raw, HtlcTable.At(at), next.PrefixAt(at), approvals);
        }

        for (int at = 0; at < before.Count; at = before.EndOfHash(at))
        {
            int offset = HtlcTable.At(at);
            int same = next.FirstOf(before.Raw, offset);
            if (same == next.Count || next.IsOtherHash(same, before.Raw, offset))
            {
                Judge(change, slot, before, next, before.Raw, offset, before.PrefixAt(at), approvals);
            }
        }

        return change;
    }

    /// <summary>True where an incoming payment of this hash has probably succeeded: something was paid for it elsewhere, or its preimage has left the device.</summary>
    internal bool IsSpent(byte[] source, int offset)
    {
        return OutMsat(source, offset) != 0 || (Releases != null && Releases.IsReleased(source, offset));
    }

    /// <summary>What left the holder in all channels but one and no HTLC explains, less what came; millisatoshi.</summary>
    public long UnlistedMsat(int exceptSlot)
    {
        long sum = 0;
        for (int slot = 0; slot < _tables.Length; slot++)
        {
            if (slot != exceptSlot && _tables[slot] != null)
            {
                sum += _tables[slot].MostUnlistedMsat;
            }
        }

        return sum;
    }

    internal ulong OutMsat(byte[] source, int offset)
    {
        return SumOf(source, offset, -1).OutMsat;
    }

    internal bool IsOpen(byte[] source, int offset)
    {
        for (int slot = 0; slot < _tables.Length; slot++)
        {
            if (_areMissing[slot] || (_tables[slot] != null && _tables[slot].IsOpen(source, offset)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// True where something of a hash is in flight that can still count: an incoming HTLC of a channel that only ends covers nothing any more.
    /// </summary>
    internal bool CanCount(byte[] source, int offset)
    {
        for (int slot = 0; slot < _tables.Length; slot++)
        {
            HtlcTable table = _tables[slot];
            if (_areMissing[slot] || (table != null && (_areClosing[slot] ? table.IsOutgoingOpen(source, offset) : table.IsOpen(source, offset))))
            {
                return true;
            }
        }

        return false;
    }

    private void Judge(PaymentChange change, int slot, HtlcTable before, HtlcTable next, byte[] source, int offset, byte[] prefix, IApprovals approvals)
    {
        HashSum own = new HashSum();
        HashSum ownNext = new HashSum();
        before.AddTo(own, source, offset, false);
        next.AddTo(ownNext, source, offset, false);
        bool grows = ownNext.OutMsat > own.OutMsat;
        if (!grows && ownNext.OpenInMsat + ownNext.ReceivedMsat >= own.OpenInMsat + own.ReceivedMsat)
        {
            return;
        }

        if (FirstMissing >= 0)
        {
            change.MissingSlot = FirstMissing;
            return;
        }

        ownNext = new HashSum(true);
        next.AddTo(ownNext, source, offset, false);
        HashSum others = new HashSum(true);
        AddTo(others, source, offset, slot);
        change.Add(own, ownNext, others, prefix, LeftOf(approvals.ApprovedMsat(prefix), slot, next, source, offset, prefix));
    }

    // What is left of an approval for one hash. Approvals know the first bytes of a hash, and a thief chooses the rest: what is paid under another hash that begins so, and is
    // more than what came in under that one, is paid of the same approval.
    private ulong LeftOf(ulong approvedMsat, int slot, HtlcTable next, byte[] source, int offset, byte[] prefix)
    {
        ulong left = approvedMsat;
        for (int i = 0; left != 0 && i < _tables.Length; i++)
        {
            HtlcTable table = i == slot ? next : _tables[i];
            for (int at = table == null ? 0 : table.FirstOf(prefix, 0); table != null && at < table.Count && !table.IsOtherHash(at, prefix, 0); at = table.EndOfHash(at))
            {
                // A hash that an earlier table has was counted there.
                if (table.IsOtherHash(at, source, offset) && !IsBefore(i, slot, next, table.Raw, HtlcTable.At(at)))
                {
                    HashSum sum = SumOf(table.Raw, HtlcTable.At(at), slot);
                    next.AddTo(sum, table.Raw, HtlcTable.At(at), false);
                    ulong covered = sum.OpenInMsat + sum.ReceivedMsat;
                    ulong paid = sum.OutMsat > covered ? sum.OutMsat - covered : 0;
                    left = left > paid ? left - paid : 0;
                }
            }
        }

        return left;
    }

    private bool IsBefore(int end, int slot, HtlcTable next, byte[] source, int offset)
    {
        for (int i = 0; i < end; i++)
        {
            HtlcTable table = i == slot ? next : _tables[i];
            int at = table == null ? 0 : table.FirstOf(source, offset);
            if (table != null && at < table.Count && !table.IsOtherHash(at, source, offset))
            {
                return true;
            }
        }

        return false;
    }

    private HashSum SumOf(byte[] source, int offset, int exceptSlot)
    {
        HashSum sum = new HashSum();
        AddTo(sum, source, offset, exceptSlot);
        return sum;
    }

    private void AddTo(HashSum sum, byte[] source, int offset, int exceptSlot)
    {
        for (int slot = 0; slot < _tables.Length; slot++)
        {
            if (slot != exceptSlot && _tables[slot] != null)
            {
                _tables[slot].AddTo(sum, source, offset, _areClosing[slot]);
            }
        }
    }
}
