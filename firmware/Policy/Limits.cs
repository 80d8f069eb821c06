using Holdfast.Bytes;

namespace Holdfast.Policy;

/// <summary>
/// The numbers that rules compare with: one set for the main network, a looser one for test networks, both fixed in the firmware. Status shows a
/// digest of <see cref="Encode"/>, so an owner can tell which set is in force. Amounts in satoshi, delays in blocks, feerates in satoshi per 1000 weight units.
/// </summary>
public sealed class Limits
{
    /// <summary>Largest channel.</summary>
    public readonly ulong FundingSatMax = 1000000000;

    /// <summary>Bounds of to_self_delay, for both sides: a day on the main network, what tests use elsewhere.</summary>
    public readonly int DelayBlocksMin;
    public readonly int DelayBlocksMax = 2016;

    /// <summary>
    /// Payments in flight on one commitment, both directions together. BOLT 2 allows 483 each, Core Lightning's default is 30 each; this is how many fit
    /// with their signatures into a message that the device reads.
    /// </summary>
    public readonly int HtlcsMax;

    /// <summary>Their sum, 2^24 sat: what a stuck channel can lock up.</summary>
    public readonly ulong InflightMsatMax = 16777216000;

    /// <summary>Bounds of what a commitment pays to miners. Below the lower one nobody relays it.</summary>
    public readonly uint FeeratePerKwMin = 253;
    public readonly uint FeeratePerKwMax;

    /// <summary>Smallest output that nodes relay: a P2WSH output needs 330.</summary>
    public readonly ulong DustSat = 330;

    /// <summary>Largest dust limit that a peer may set: what is smaller may have no output.</summary>
    public readonly ulong DustLimitSatMax = 1000;

    /// <summary>HTLCs without an output on one commitment, together: twice what Core Lightning accepts.</summary>
    public readonly ulong TrimmedMsatMax = 100000000;

    /// <summary>How far an amount in a close may lie below the last commitment, for rounding and outputs trimmed as dust.</summary>
    public readonly ulong CloseToleranceSat = 1000;

    /// <summary>Most that a wallet transaction or a close may cost us in fees without the owner's button, per 1000 weight units.</summary>
    public readonly uint OnChainFeeratePerKwMax;

    /// <summary>The same for bringing channel money home: a sweep that comes too late loses everything, so it may pay more.</summary>
    public readonly uint SweepFeeratePerKwMax = 125000;

    /// <summary>
    /// The same for a penalty that pays to our wallet: the peer who published a revoked commitment bids for the same outputs, and can bid all of
    /// them, because they are lost to it otherwise.
    /// </summary>
    public readonly uint PenaltyFeeratePerKwMax = 500000;

    /// <summary>The most of the peer's in a revoked state that counts as backed up without a backup, because a tower's sweep of it would pay nothing.</summary>
    public readonly ulong NeedlessSatMax = 10000;

    /// <summary>Largest wallet transaction, in bytes without witness (a fifth of what nodes relay).</summary>
    public readonly int TransactionBytesMax = 20000;

    /// <summary>Blocks on a funding, its own included, before it is locked: what nodes wait for.</summary>
    public readonly int LockDepthBlocksMin;

    /// <summary>How far ahead an HTLC of the holder may expire: two weeks, which is what nodes route, and a day for a chain that is shown late.</summary>
    public readonly int HtlcExpiryBlocksMax = 2160;

    /// <summary>How long after its expiry an HTLC may stand on a new commitment.</summary>
    public readonly int HtlcExpiredBlocksMax = 144;

    /// <param name="htlcsMax">What the device's message size allows.</param>
    public Limits(bool isMainNetwork, int htlcsMax)
    {
        HtlcsMax = htlcsMax;
        LockDepthBlocksMin = isMainNetwork ? 3 : 1;
        DelayBlocksMin = isMainNetwork ? 144 : 4;
        FeeratePerKwMax = isMainNetwork ? 25000u : 100000u;
        OnChainFeeratePerKwMax = isMainNetwork ? 25000u : 125000u;
    }

    /// <summary>The largest fee, without the owner's button, for so much weight.</summary>
    public ulong OnChainFeeSat(int weight)
    {
        return (ulong)OnChainFeeratePerKwMax * (ulong)weight / 1000;
    }

    /// <summary>All of them in the order of declaration, 8 bytes each: what the digest in Status is made of.</summary>
    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(152);
        writer.U64(FundingSatMax);
        writer.U64((ulong)DelayBlocksMin);
        writer.U64((ulong)DelayBlocksMax);
        writer.U64((ulong)HtlcsMax);
        writer.U64(InflightMsatMax);
        writer.U64(FeeratePerKwMin);
        writer.U64(FeeratePerKwMax);
        writer.U64(DustSat);
        writer.U64(DustLimitSatMax);
        writer.U64(TrimmedMsatMax);
        writer.U64(CloseToleranceSat);
        writer.U64(OnChainFeeratePerKwMax);
        writer.U64(SweepFeeratePerKwMax);
        writer.U64(PenaltyFeeratePerKwMax);
        writer.U64(NeedlessSatMax);
        writer.U64((ulong)TransactionBytesMax);
        writer.U64((ulong)LockDepthBlocksMin);
        writer.U64((ulong)HtlcExpiryBlocksMax);
        writer.U64((ulong)HtlcExpiredBlocksMax);
        return writer.ToArray();
    }
}
