using Holdfast.Bytes;
using Holdfast.Channels;
using Holdfast.Lightning;
using Holdfast.Payments;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <content>After a start of the device: the host shows the tables, and repeats the promise by which one of them is too old.</content>
public sealed partial class PaymentAccount
{
    // Four hashes that may have been decided one way or the other.
    private const int Cleanings = 16;

    /// <summary>The payments of a channel as they are after a start, from the host: kept if they are what was written down.</summary>
    public bool Show(int slot, byte[] bytes)
    {
        HtlcTable table = HtlcTable.Decode(bytes, CountMax);
        if (!TryLoad(slot, table, true))
        {
            _shownSlot = slot;
            _shown = table;
        }

        return Tables.At(slot) != null;
    }

    /// <summary>What was shown is older by a payment that came back, if it is this one: the digest says whether that was written down.</summary>
    public void RepeatReturn(int slot, Htlc payment)
    {
        if (Tables.At(slot) == null && _shownSlot == slot && _shown != null)
        {
            int index = _shown.OutgoingOf(payment);
            if (index >= 0)
            {
                TryLoad(slot, _shown.WithReturned(index), true);
            }
        }
    }

    // What was shown is older by the promise that is repeated now.
    private void Repeat(int slot, CommitmentProposal next, int column, HtlcTable shown)
    {
        // The first commitment of the holder that is known has none before it.
        column = column == HtlcTable.Pending && !shown.IsLive(HtlcTable.Current) ? HtlcTable.Current : column;
        bool isLoaded = false;
        try
        {
            // On another funding than the first nothing may be new but its offset.
            bool isFirst = next.FundingIndex == next.Channel.FirstLive;
            for (int i = 0; i < 2 && !isLoaded; i++)
            {
                HtlcTable table = i == 0 ? shown : Later(next.Channel, shown);
                isLoaded = (!isFirst && TryLoad(slot, Measured(table, next), true)) || Repeat(slot, next, column, table, 0, false, false);
            }

            for (int i = 0; i < 2 * Cleanings && !isLoaded && column == HtlcTable.Newest; i++)
            {
                HtlcTable table = (i & 1) == 0 ? shown : Later(next.Channel, shown);
                isLoaded = Repeat(slot, next, column, table, i / 2, true, false) || Repeat(slot, next, column, table, i / 2, false, true);
            }
        }
        finally
        {
            if (!isLoaded)
            {
                Recorded(slot, next.Channel, null);
            }
        }
    }

    // One way in which it may have gone. Which ghosts went with it depended on what other channels had in flight at that time, and they may have gone on since; a commitment
    // that was prepared was cleaned when it was signed, another one before its content was counted.
    private bool Repeat(int slot, CommitmentProposal next, int column, HtlcTable before, int flips, bool isCleanedBefore, bool isCleanedAfter)
    {
        // The account as it was then: it knew this channel's payments.
        Recorded(slot, next.Channel, before);
        HtlcTable table = Again(slot, isCleanedBefore ? before.Cleaned(Tables, _signer.Approvals, flips) : before, column, next);
        table = table != null && isCleanedAfter ? table.Cleaned(Tables, _signer.Approvals, flips) : table;
        return table != null && TryLoad(slot, Measured(table, next), false);
    }

    // The step once more, without a question; null where it cannot be the one.
    private HtlcTable Again(int slot, HtlcTable before, int column, CommitmentProposal next)
    {
        if (!IsComparable(next))
        {
            return null;
        }

        BalanceWindow window = WindowOf(before, next);
        bool isJudged = IsJudged(before, column);
        before = isJudged ? Tables.Reopened(slot, before, next.Content.Htlcs, _signer.Approvals) : before;
        HtlcTable table = With(before, column, next, window);
        table = table != null && isJudged ? Tables.Spent(slot, before, table, column) : table;
        return table == null ? null
            : column == HtlcTable.Newest ? table.WithNumbers(next.Content.Number, table.CurrentNumber)
            : column == HtlcTable.Current ? table.WithNumbers(table.NewestNumber, next.Content.Number)
            : table;
    }

    // Loaded when the digest is its own, or becomes its own with the revocations that the numbers of the channel show, or with the lock of another funding.
    private bool TryLoad(int slot, HtlcTable table, bool mayBeLocked)
    {
        Channel channel = _signer.Channels.At(slot);
        HtlcTable later = Later(channel, table);
        HtlcTable own = IsOf(channel, table) ? table : IsOf(channel, later) ? later : null;
        if (own == null && mayBeLocked)
        {
            own = Moved(channel, later);
            own = IsOf(channel, own) ? own : Moved(channel, table);
            own = IsOf(channel, own) ? own : null;
        }

        if (own == null)
        {
            return false;
        }

        Recorded(slot, channel, Later(channel, own));
        if (_shownSlot == slot)
        {
            _shown = null;
        }

        return true;
    }

    private bool IsOf(Channel channel, HtlcTable table)
    {
        return Check.Same(_signer.PaymentsDigest(channel.Id, table), channel.PaymentsDigest);
    }

    private static HtlcTable Later(Channel channel, HtlcTable table)
    {
        HtlcTable later = table.IsLive(HtlcTable.Previous) && channel.CounterpartyRevokedCount >= table.NewestNumber ? table.AfterRevocation() : table;
        return later.IsLive(HtlcTable.Pending) && channel.HolderRevokedCount == later.CurrentNumber + 1 ? later.AfterRevoking() : later;
    }
}
