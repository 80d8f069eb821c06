using Holdfast.Bytes;
using Holdfast.Channels;
using Holdfast.Payments;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <content>After a start of the device: the host shows the tables, and repeats the promise by which one of them is too old.</content>
public sealed partial class PaymentAccount
{
    /// <summary>The payments of a channel as they are after a start, from the host: kept if they are what was written down.</summary>
    public bool Show(int slot, byte[] bytes)
    {
        HtlcTable table = HtlcTable.Decode(bytes, CountMax);
        if (!TryLoad(slot, table))
        {
            _shownSlot = slot;
            _shown = table;
        }

        return Tables.At(slot) != null;
    }

    // What was shown is older by the promise that is repeated now.
    private void Repeat(int slot, CommitmentProposal next, int column, HtlcTable shown)
    {
        if (next.FundingIndex != next.Channel.FirstLive)
        {
            return;
        }

        // The first commitment of the holder that is known has none before it.
        column = column == HtlcTable.Pending && !shown.IsLive(HtlcTable.Current) ? HtlcTable.Current : column;
        BalanceWindow window = WindowOf(next);
        bool isLoaded = false;
        try
        {
            for (int i = 0; i < 4 && !isLoaded; i++)
            {
                // The account as it was then: it knew this channel's payments.
                HtlcTable table = (i & 1) == 0 ? shown : Later(next.Channel, shown);
                Recorded(slot, next.Channel, table);
                table = (i & 2) == 0 || column != HtlcTable.Newest ? table : table.Cleaned(Tables, _signer.Approvals);
                table = IsJudged(table, column) ? Tables.Reopened(slot, table, next.Content.Htlcs, _signer.Approvals) : table;
                HtlcTable before = table;
                table = table.With(next.Content.Htlcs, column, window.LeastMsat, window.MostMsat, Tables, _signer.Limits.TrimmedMsatMax);
                table = table != null && IsJudged(before, column) ? Tables.Spent(slot, before, table, column) : table;
                if (table != null)
                {
                    table = column == HtlcTable.Newest ? table.WithNumbers(next.Content.Number, table.CurrentNumber)
                        : column == HtlcTable.Current ? table.WithNumbers(table.NewestNumber, next.Content.Number) : table;
                    isLoaded = TryLoad(slot, table);
                }
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

    // Loaded when the digest is its own, or becomes its own with the revocations that the numbers of the channel show.
    private bool TryLoad(int slot, HtlcTable table)
    {
        Channel channel = _signer.Channels.At(slot);
        if (!IsOf(channel, table))
        {
            table = Later(channel, table);
            if (!IsOf(channel, table))
            {
                return false;
            }
        }

        Recorded(slot, channel, Later(channel, table));
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
