using Holdfast.Bytes;

namespace Holdfast.Policy;

/// <summary>
/// Every limit in the order of <see cref="Limits"/>. The number of a limit, on the wire and on flash, is its position plus one and is never used for another limit:
/// new ones come last. The bounds of two limits that belong together do not overlap, so no choice makes a range empty.
/// </summary>
public static class LimitTable
{
    public const int Count = 36;

    /// <summary>The position of the limit that the device's memory decides.</summary>
    public const int HtlcsMax = 3;

    private const bool Up = true;
    private const bool Down = false;

    /// <param name="htlcsMax">What the device's message size allows: this limit cannot be moved, because the peer counts on it.</param>
    public static LimitRow Row(int index, int htlcsMax)
    {
        ulong htlcs = (ulong)htlcsMax;
        switch (index)
        {
            case 0: return new LimitRow("FundingSatMax", 1000000000, 1000000000, 100000, 100000000000, Up);
            case 1: return new LimitRow("DelayBlocksMin", 144, 4, 4, 1008, Down);
            case 2: return new LimitRow("DelayBlocksMax", 2016, 2016, 1008, 4032, Up);
            case HtlcsMax: return new LimitRow("HtlcsMax", htlcs, htlcs, htlcs, htlcs, Up);
            case 4: return new LimitRow("InflightMsatMax", 16777216000, 16777216000, 1000000, 100000000000000, Up);
            case 5: return new LimitRow("FeeratePerKwMin", 253, 253, 253, 5000, Down);
            case 6: return new LimitRow("FeeratePerKwMax", 25000, 100000, 5000, 400000, Up);
            case 7: return new LimitRow("DustSat", 330, 330, 330, 546, Down);
            case 8: return new LimitRow("DustLimitSatMax", 1000, 1000, 546, 3000, Up);
            case 9: return new LimitRow("TrimmedMsatMax", 100000000, 100000000, 1000000, 1000000000, Up);
            case 10: return new LimitRow("CloseToleranceSat", 1000, 1000, 0, 100000, Up);
            case 11: return new LimitRow("OnChainFeeratePerKwMax", 25000, 125000, 5000, 500000, Up);
            case 12: return new LimitRow("SweepFeeratePerKwMax", 125000, 125000, 25000, 1000000, Up);
            case 13: return new LimitRow("PenaltyFeeratePerKwMax", 500000, 500000, 50000, 5000000, Up);
            case 14: return new LimitRow("TransactionBytesMax", 20000, 20000, 1000, 100000, Up);
            case 15: return new LimitRow("LockDepthBlocksMin", 3, 1, 1, 100, Down);
            case 16: return new LimitRow("HtlcExpiryBlocksMax", 2160, 2160, 432, 8064, Up);
            case 17: return new LimitRow("HtlcExpiredBlocksMax", 144, 144, 12, 1008, Up);
            case 18: return new LimitRow("PaymentsAreChecked", 1, 1, 0, 1, Down);
            case 19: return new LimitRow("PaymentMsatMax", 16777216000, 16777216000, 0, 100000000000000, Up);
            case 20: return new LimitRow("AutoApproveMsatMax", 0, 0, 0, 10000000000, Up);
            case 21: return new LimitRow("VelocityHourMsatMax", 200000000, 200000000, 0, 100000000000, Up);
            case 22: return new LimitRow("VelocityDayMsatMax", 1000000000, 1000000000, 0, 1000000000000, Up);
            case 23: return new LimitRow("PaymentFeeMsatMax", 10000, 222000, 0, 10000000, Up);
            case 24: return new LimitRow("PaymentFeePpmMax", 10000, 100000, 0, 100000, Up);
            case 25: return new LimitRow("CltvDeltaBlocksMin", 34, 6, 3, 1008, Down);
            case 26: return new LimitRow("NeedlessSatMax", 10000, 10000, 0, 100000, Up);
            case 27: return new LimitRow("FeesDaySatMax", 1000000, 10000000, 100000, 100000000, Up);
            case 28: return new LimitRow("WalletIndexMax", 1000000, 1000000, 100000, 2147483647, Up);
            case 29: return new LimitRow("LeaseBlocksMax", 4176, 4176, 144, 8352, Up);
            case 30: return new LimitRow("VaultOnly", 0, 0, 0, 1, Down);
            case 31: return new LimitRow("ClaimGuardBlocksMin", 18, 4, 3, 144, Down);
            case 32: return new LimitRow("UnlistedMsatMax", 10000000, 10000000, 0, 1000000000, Up);
            case 33: return new LimitRow("JitFeeMsatMax", 0, 0, 0, 1000000000, Up);
            case 34: return new LimitRow("JitFeePpmMax", 50000, 50000, 0, 500000, Up);
            case 35: return new LimitRow("ZeroConfMsatMax", 0, 0, 0, 10000000000, Up);
            default: throw new MalformedException("the device has no limit of this number");
        }
    }

    /// <summary>The values of a device whose owner has chosen nothing.</summary>
    public static ulong[] Presets(bool isMainNetwork, int htlcsMax)
    {
        ulong[] values = new ulong[Count];
        for (int i = 0; i < Count; i++)
        {
            LimitRow row = Row(i, htlcsMax);
            values[i] = isMainNetwork ? row.MainNetwork : row.OtherNetworks;
        }

        return values;
    }
}
