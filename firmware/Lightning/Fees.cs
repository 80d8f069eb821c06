namespace Holdfast.Lightning;

/// <summary>BOLT 3, Fee Calculation: expected weights times feerate, in satoshi, rounded down. Feerates are satoshi per 1000 weight.</summary>
public static class Fees
{
    /// <summary>The value of each anchor output.</summary>
    public const ulong AnchorSat = 330;

    /// <summary>Base fee of a commitment transaction. With anchors the opener pays 660 satoshi for the two anchors besides.</summary>
    public static ulong CommitmentSat(ChannelType type, uint feeratePerKw, int untrimmedHtlcCount)
    {
        ulong weight = type == ChannelType.StaticRemoteKey ? 724UL : 1124UL;
        return (ulong)feeratePerKw * (weight + 172UL * (ulong)untrimmedHtlcCount) / 1000;
    }

    /// <summary>Fee of an HTLC-timeout transaction (offered by the broadcaster) or HTLC-success transaction (received). Zero with option_anchors.</summary>
    public static ulong HtlcSat(ChannelType type, uint feeratePerKw, bool offeredByBroadcaster)
    {
        if (type == ChannelType.AnchorsZeroFeeHtlc)
        {
            return 0;
        }

        ulong weight = offeredByBroadcaster ? 663UL : 703UL;
        return (ulong)feeratePerKw * weight / 1000;
    }
}
