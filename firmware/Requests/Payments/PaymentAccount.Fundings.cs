using Holdfast.Channels;
using Holdfast.Payments;
using Holdfast.Policy;

namespace Holdfast.Requests;

/// <content>
/// Several live fundings: what the holder owns is told of the first of them, and the offset of each other one is in the table (RULES.md, "While a splice is pending").
/// </content>
public sealed partial class PaymentAccount
{
    /// <summary>The same where another funding may be the first that goes on: what the holder owns is told of that one, which a later start could not find out.</summary>
    /// <param name="firstLive">Its position.</param>
    public void RecordOn(int firstLive, int slot, Channels.Facts.IFact fact, HtlcTable table)
    {
        Channel channel = _signer.Channels.At(slot);
        if (!_signer.Limits.PaymentsAreChecked || firstLive == channel.FirstLive || channel.PaymentsDigest == null)
        {
            Record(slot, fact, table);
            return;
        }

        Known(slot);
        PaymentRules.RequireSame(FundingOffset.IsKnown(channel, channel.FirstLive, firstLive, true));
        Channel after = channel.Copy();
        fact.ApplyTo(after);
        Record(slot, fact, Moved(after, table));
    }

    // On another live funding a number carries the same payments, and gives the holder the same as far as that can be compared.
    private void RequireSame(HtlcTable table, int column, CommitmentProposal next)
    {
        bool isSame = table.Carries(next.Content.Htlcs, column);
        if (isSame && IsComparable(next))
        {
            // As much as FundingsMoveTogether leaves to outputs that one side trims.
            isSame = WindowOf(table, next).MostMsat + 2000 * _signer.Limits.DustLimitSatMax >= table.LeastMsat(column);
        }

        PaymentRules.RequireSame(isSame);
    }

    private static bool IsComparable(CommitmentProposal next)
    {
        int first = next.Channel.FirstLive;
        return next.FundingIndex == first || FundingOffset.IsKnown(next.Channel, first, next.FundingIndex, next.IsHolders);
    }

    // What the holder owns by the content, told of the first live funding.
    private BalanceWindow WindowOf(HtlcTable table, CommitmentProposal next)
    {
        Channel channel = next.Channel;
        BalanceWindow window = BalanceWindow.Of(next.Content, next.Funding.ValueSat, channel.Terms.IsOutbound, _signer.Limits.DustLimitSatMax);
        if (next.Content.Number == 0)
        {
            ulong push = channel.Terms.PushMsat;
            ulong value = next.Funding.ValueSat * 1000;
            window = window.At(!channel.Terms.IsOutbound ? push : push > value ? 0 : value - push);
        }

        int first = channel.FirstLive;
        bool hasOffset = FundingOffset.IsKnown(channel, first, next.FundingIndex, next.IsHolders);
        if (next.FundingIndex == first || (next.Content.Number == 0 && !hasOffset))
        {
            return window;
        }

        PaymentRules.RequireSame(hasOffset);
        return window.Moved(-OffsetSat(table, next));
    }

    // The offset of the proposal's funding, where it can be known: what the table has, or what the record shows.
    private static long OffsetSat(HtlcTable table, CommitmentProposal next)
    {
        return table.HasOffset(next.Funding.Prefix) ? table.OffsetSat(next.Funding.Prefix)
            : FundingOffset.Sat(next.Channel, next.Channel.FirstLive, next.FundingIndex, next.IsHolders);
    }

    // The table with the offset of a funding that gets its first commitment, or whose offset the table does not have; without those of fundings that are gone. A funding
    // of which there is no pair to compare yet is measured again: nothing depends on it before the holder has a commitment there.
    private static HtlcTable Measured(HtlcTable table, CommitmentProposal next)
    {
        Channel channel = next.Channel;
        int first = channel.FirstLive;
        if (next.FundingIndex == first)
        {
            return table;
        }

        HtlcTable measured = table.WithoutOffsets();
        for (int i = 0; i < channel.Fundings.Length; i++)
        {
            uint prefix = channel.Fundings[i].Prefix;
            bool isNext = i == next.FundingIndex;
            if (i != first && !channel.Fundings[i].IsRetired && FundingOffset.IsKnown(channel, first, i, next.IsHolders) && (isNext || table.HasOffset(prefix)))
            {
                measured = measured.WithOffset(prefix, isNext ? OffsetSat(table, next) : table.OffsetSat(prefix));
            }
            else if (isNext && HolderSat(channel.Fundings[first], next) >= 0)
            {
                measured = measured.WithOffset(prefix, (long)next.HolderSat - HolderSat(channel.Fundings[first], next));
            }
        }

        return measured;
    }

    // What the holder owns on a funding in the commitment with the proposal's number; -1 where there is none.
    private static long HolderSat(Funding funding, CommitmentProposal next)
    {
        HeldCommitment held = next.Content.Number == next.Channel.HolderRevokedCount ? funding.HolderCurrent : funding.HolderPending;
        return next.IsHolders ? HolderSat(held) : next.Content.Number + 1 == next.Channel.SignedCount ? HolderSat(funding, HtlcTable.Newest) : -1;
    }

    private static long HolderSat(Funding funding, int column)
    {
        return column == HtlcTable.Newest ? (funding.Counterparty == null ? -1 : (long)funding.Counterparty.HolderSat)
            : HolderSat(column == HtlcTable.Current ? funding.HolderCurrent : funding.HolderPending);
    }

    private static long HolderSat(HeldCommitment held)
    {
        return held == null ? -1 : (long)held.HolderSat;
    }

    // The table, told of the funding that is the first live one now. Its record says what the holder owns there, as far as outputs show it: the table and the record are all that
    // decides, so that a start after a power cut finds the same. A side that has no commitment there yet moves as the other one does.
    private HtlcTable Moved(Channel channel, HtlcTable table)
    {
        Funding funding = channel.Fundings[channel.FirstLive];
        HtlcTable moved = table.Without(HtlcTable.Prepared).WithoutOffsets();
        int known = HolderSat(funding, HtlcTable.Current) >= 0 ? HtlcTable.Current : HtlcTable.Newest;
        for (int column = HtlcTable.Newest; column < HtlcTable.Columns; column++)
        {
            if (moved.IsLive(column))
            {
                BalanceWindow window = OfRecord(channel, HolderSat(funding, column) >= 0 ? column : known);
                if (HolderSat(funding, column) < 0)
                {
                    window = window.Moved(table, known, column);
                }

                moved = moved.WithBalance(column, window.LeastMsat, window.MostMsat);
            }
        }

        return moved;
    }

    private BalanceWindow OfRecord(Channel channel, int column)
    {
        long sat = HolderSat(channel.Fundings[channel.FirstLive], column);
        return BalanceWindow.OfRecord(sat < 0 ? 0 : (ulong)sat, channel.Terms.IsOutbound, _signer.Limits.DustLimitSatMax);
    }
}
