using Holdfast.Lightning;

namespace Holdfast.Payments;

/// <content>
/// One hash more than once. Sums have no order, so a step that gives a hash a new meaning writes a ghost beside what it changes: then what came first needs no history.
/// </content>
public sealed partial class HtlcTables
{
    /// <summary>
    /// Takes what is only prepared out of the account, in all channels but one. Nothing of it is signed, and a channel that has nothing prepared signs nothing that was.
    /// Gives the tables as they were; null where nothing was prepared.
    /// </summary>
    public HtlcTable[] DropPrepared(int exceptSlot)
    {
        HtlcTable[] before = null;
        for (int slot = 0; slot < _tables.Length; slot++)
        {
            if (slot != exceptSlot && _tables[slot] != null && _tables[slot].IsLive(HtlcTable.Prepared))
            {
                before = before == null ? new HtlcTable[_tables.Length] : before;
                before[slot] = _tables[slot];
                _tables[slot] = _tables[slot].Without(HtlcTable.Prepared);
            }
        }

        return before;
    }

    /// <summary>Puts back what was taken out.</summary>
    public void Restore(HtlcTable[] before)
    {
        for (int slot = 0; slot < _tables.Length; slot++)
        {
            _tables[slot] = before[slot] == null ? _tables[slot] : before[slot];
        }
    }

    /// <summary>
    /// The table before a content with which a payment comes in. What was paid under its hash before, and is neither agreed to nor covered by what else came in, is over, or the
    /// owner has pressed for it, or it was paid on for a payment of a channel that only ends. So it is counted as received too: else the new payment would be taken for
    /// the one that it was paid on for, and could neither be paid on nor given back.
    /// </summary>
    public HtlcTable Reopened(int slot, HtlcTable before, Htlc[] htlcs, IApprovals approvals)
    {
        HtlcTable table = before;
        for (int i = 0; i < htlcs.Length; i++)
        {
            if (htlcs[i].IsOfferedByPeer && FirstMissing < 0)
            {
                byte[] key = HtlcTable.KeyOf(htlcs[i]);
                HashSum sum = SumOf(key, 0, slot);
                table.AddTo(sum, key, 0, false);
                ulong covered = sum.OpenInMsat + sum.ReceivedMsat + approvals.RememberedMsat(HtlcTable.PrefixOf(key, 0));
                if (sum.OutMsat > covered && sum.OutMsat - covered < HtlcTable.AmountEnd)
                {
                    table = table.WithGhost(key, 0, true, sum.OutMsat - covered, HtlcTable.Columns);
                }
            }
        }

        return table;
    }

    /// <summary>
    /// The table with a content by which more leaves under a hash. What came in for good and was not paid on until now is the owner's own money from now on: it counts as
    /// spent under this hash, so it covers neither what leaves nor what is given back later. Null when that is more than an entry holds.
    /// </summary>
    /// <param name="before">The table before.</param>
    /// <param name="next">The same with the content.</param>
    /// <param name="column">The column of the content.</param>
    public HtlcTable Spent(int slot, HtlcTable before, HtlcTable next, int column)
    {
        // What the content takes the place of has counted nothing.
        HtlcTable table = before.Without(column == HtlcTable.Newest ? HtlcTable.Prepared : column);
        HtlcTable spent = next;
        for (int at = 0; at < next.Count; at = next.EndOfHash(at))
        {
            int offset = HtlcTable.At(at);
            HashSum own = new HashSum();
            HashSum ownNext = new HashSum();
            table.AddTo(own, next.Raw, offset, false);
            next.AddTo(ownNext, next.Raw, offset, false);
            if (ownNext.OutMsat > own.OutMsat)
            {
                HashSum others = SumOf(next.Raw, offset, slot);
                ulong received = own.ReceivedMsat + others.ReceivedMsat;
                ulong left = own.OutMsat + others.OutMsat;
                if (received > left)
                {
                    if (received - left >= HtlcTable.AmountEnd)
                    {
                        return null;
                    }

                    spent = spent.WithGhost(next.Raw, offset, false, received - left, column);
                }
            }
        }

        return spent;
    }
}
