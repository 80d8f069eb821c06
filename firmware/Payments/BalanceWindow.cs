using Holdfast.Bytes;
using Holdfast.Lightning;

namespace Holdfast.Payments;

/// <summary>
/// What the holder owns by a content besides its HTLCs, but for the millisatoshi that outputs hide. When the holder opened the channel, that is all but the peer's part and
/// what is in flight, so a fee counts as the holder's; else it is the holder's output. An output below the dust limit is not there.
/// </summary>
public sealed class BalanceWindow
{
    /// <summary>Whole satoshi are paid; the rest stays with whom it belongs to.</summary>
    private const ulong HiddenMsat = 999;

    public readonly ulong LeastMsat;
    public readonly ulong MostMsat;

    public BalanceWindow(ulong leastMsat, ulong mostMsat)
    {
        LeastMsat = leastMsat;
        MostMsat = mostMsat;
    }

    /// <param name="valueSat">What the funding holds: no less than outputs and HTLCs together, which was checked before.</param>
    /// <param name="dustLimitSatMax">Up to this amount an output may be missing.</param>
    public static BalanceWindow Of(CommitmentFields content, ulong valueSat, bool isOutbound, ulong dustLimitSatMax)
    {
        if (valueSat >= HtlcTable.AmountEnd / 1000)
        {
            throw new MalformedException("a funding larger than what is counted");
        }

        ulong hidden = (isOutbound ? content.ToCounterpartySat : content.ToHolderSat) == 0 ? dustLimitSatMax * 1000 + HiddenMsat : HiddenMsat;
        if (!isOutbound)
        {
            return new BalanceWindow(content.ToHolderSat * 1000, content.ToHolderSat * 1000 + hidden);
        }

        ulong left = (valueSat - content.ToCounterpartySat) * 1000;
        for (int i = 0; i < content.Htlcs.Length; i++)
        {
            left -= content.Htlcs[i].AmountMsat;
        }

        return new BalanceWindow(left < hidden ? 0 : left - hidden, left);
    }

    /// <summary>What the record of a commitment without HTLCs says: the same, in whole satoshi and without the other side's output.</summary>
    public static BalanceWindow OfRecord(ulong holderSat, bool isOutbound, ulong dustLimitSatMax)
    {
        ulong hidden = dustLimitSatMax * 1000 + HiddenMsat;
        ulong msat = holderSat * 1000;
        return isOutbound ? new BalanceWindow(msat < hidden ? 0 : msat - hidden, msat + HiddenMsat)
            : new BalanceWindow(msat, msat + (holderSat == 0 ? hidden : HiddenMsat));
    }

    /// <summary>Exactly this amount where it is possible, else what is possible.</summary>
    public BalanceWindow At(ulong msat)
    {
        return msat >= LeastMsat && msat <= MostMsat ? new BalanceWindow(msat, msat) : this;
    }

    /// <summary>The same on a funding in which the holder owns so much more or less.</summary>
    public BalanceWindow Moved(long satoshi)
    {
        return new BalanceWindow(Moved(LeastMsat, satoshi), Moved(MostMsat, satoshi));
    }

    /// <summary>The same on another commitment, which by a table gives the holder more or less than this one.</summary>
    /// <param name="table">It may come from a host.</param>
    public BalanceWindow Moved(HtlcTable table, int from, int to)
    {
        return new BalanceWindow(Within((long)LeastMsat + (long)table.LeastMsat(to) - (long)table.MostMsat(from)),
            Within((long)MostMsat + (long)table.MostMsat(to) - (long)table.LeastMsat(from)));
    }

    private static ulong Moved(ulong msat, long satoshi)
    {
        return Within((long)msat + satoshi * 1000);
    }

    private static ulong Within(long moved)
    {
        return moved < 0 ? 0 : moved >= (long)HtlcTable.AmountEnd ? HtlcTable.AmountEnd - 1 : (ulong)moved;
    }
}
