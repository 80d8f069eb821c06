using Holdfast.Bytes;

namespace Holdfast.Policy;

/// <summary>
/// The numbers that rules compare with. What each is without the owner's choice, how far it can be moved and which direction is looser is in <see cref="LimitTable"/>; what
/// the owner has chosen is in the journal (<see cref="LimitsCodec"/>). Status shows a digest of <see cref="Encode"/>, so an owner can tell which numbers are in force.
/// Amounts in satoshi or millisatoshi, delays in blocks, feerates in satoshi per 1000 weight units.
/// </summary>
public sealed class Limits
{
    /// <summary>Largest channel.</summary>
    public readonly ulong FundingSatMax;

    /// <summary>Bounds of to_self_delay, for both sides: a day on the main network, what tests use elsewhere.</summary>
    public readonly int DelayBlocksMin;
    public readonly int DelayBlocksMax;

    /// <summary>
    /// Payments in flight on one commitment, both directions together. BOLT 2 allows 483 each, Core Lightning's default is 30 each; this is how many fit
    /// with their signatures into a message that the device reads.
    /// </summary>
    public readonly int HtlcsMax;

    /// <summary>Their sum, 2^24 sat: what a stuck channel can lock up.</summary>
    public readonly ulong InflightMsatMax;

    /// <summary>Bounds of what a commitment pays to miners. Below the lower one nobody relays it.</summary>
    public readonly uint FeeratePerKwMin;
    public readonly uint FeeratePerKwMax;

    /// <summary>Smallest output that nodes relay: a P2WSH output needs 330.</summary>
    public readonly ulong DustSat;

    /// <summary>Largest dust limit that a peer may set: what is smaller may have no output.</summary>
    public readonly ulong DustLimitSatMax;

    /// <summary>HTLCs without an output on one commitment, together: twice what Core Lightning accepts.</summary>
    public readonly ulong TrimmedMsatMax;

    /// <summary>How far an amount in a close may lie below the last commitment, for rounding and outputs trimmed as dust.</summary>
    public readonly ulong CloseToleranceSat;

    /// <summary>Most that a wallet transaction or a close may cost in fees without the owner's button, per 1000 weight units.</summary>
    public readonly uint OnChainFeeratePerKwMax;

    /// <summary>The same for bringing channel money home: a sweep that comes too late loses everything, so it may pay more.</summary>
    public readonly uint SweepFeeratePerKwMax;

    /// <summary>
    /// The same for a penalty that pays to the owner's wallet: the peer who published a revoked commitment bids for the same outputs, and can bid all of
    /// them, because they are lost to it otherwise.
    /// </summary>
    public readonly uint PenaltyFeeratePerKwMax;

    /// <summary>Largest wallet transaction, in bytes without witness (a fifth of what nodes relay).</summary>
    public readonly int TransactionBytesMax;

    /// <summary>Blocks on a funding, its own included, before it is locked: what nodes wait for.</summary>
    public readonly int LockDepthBlocksMin;

    /// <summary>How far ahead an HTLC of the holder may expire: two weeks, which is what nodes route, and a day for a chain that is shown late.</summary>
    public readonly int HtlcExpiryBlocksMax;

    /// <summary>How long after its expiry an HTLC may be on a new commitment.</summary>
    public readonly int HtlcExpiredBlocksMax;

    /// <summary>1: the rules about payments are in force; 0: the device does not follow payments.</summary>
    public readonly bool PaymentsAreChecked;

    /// <summary>Largest own payment, without its fee.</summary>
    public readonly ulong PaymentMsatMax;

    /// <summary>Largest own payment, without its fee, that is approved without the owner's button.</summary>
    public readonly ulong AutoApproveMsatMax;

    /// <summary>What may be approved in an hour without the button, fees included.</summary>
    public readonly ulong VelocityHourMsatMax;

    /// <summary>The same for a day.</summary>
    public readonly ulong VelocityDayMsatMax;

    /// <summary>The fee that any own payment may pay, however small it is.</summary>
    public readonly ulong PaymentFeeMsatMax;

    /// <summary>The fee that an own payment may pay, in millionths of its amount; the larger of the two counts.</summary>
    public readonly uint PaymentFeePpmMax;

    /// <summary>Between the expiries of a forward's two HTLCs: the time in which an incoming HTLC is claimed after the outgoing one was.</summary>
    public readonly int CltvDeltaBlocksMin;

    /// <summary>The most of the peer's in a revoked state that counts as backed up without a backup, because a tower's sweep of it would pay nothing.</summary>
    public readonly ulong NeedlessSatMax;

    /// <summary>What transactions of the wallet and splices may cost in a day without the owner's button.</summary>
    public readonly ulong FeesDaySatMax;

    /// <summary>The highest wallet key to which the owner's money goes.</summary>
    public readonly uint WalletIndexMax;

    /// <summary>How far ahead a lease may end: the four weeks of a lease, and a day.</summary>
    public readonly int LeaseBlocksMax;

    /// <summary>1: invoices are signed only for payment hashes of the vault.</summary>
    public readonly bool VaultOnly;

    /// <summary>How many blocks an HTLC has to live when the preimage that claims it is released: a node closes the channel 17 blocks before.</summary>
    public readonly int ClaimGuardBlocksMin;

    /// <summary>What payments that are too small to be listed may take over all channels, less what they bring.</summary>
    public readonly ulong UnlistedMsatMax;

    /// <summary>What a provider may keep for a channel that it opens, without the owner's button.</summary>
    public readonly ulong JitFeeMsatMax;

    /// <summary>The same in millionths of the payment; both bounds hold.</summary>
    public readonly uint JitFeePpmMax;

    /// <summary>What preimages may be released for on channels whose funding is not locked yet, and whose provider is trusted so far, over all channels.</summary>
    public readonly ulong ZeroConfMsatMax;

    private readonly ulong[] _values;

    /// <summary>Those of a network, as long as the owner has chosen nothing.</summary>
    /// <param name="htlcsMax">What the device's message size allows.</param>
    public Limits(bool isMainNetwork, int htlcsMax)
        : this(LimitTable.Presets(isMainNetwork, htlcsMax))
    {
    }

    /// <param name="values">In the order of <see cref="LimitTable"/>; not changed from now on.</param>
    public Limits(ulong[] values)
    {
        _values = values;
        FundingSatMax = values[0];
        DelayBlocksMin = (int)values[1];
        DelayBlocksMax = (int)values[2];
        HtlcsMax = (int)values[LimitTable.HtlcsMax];
        InflightMsatMax = values[4];
        FeeratePerKwMin = (uint)values[5];
        FeeratePerKwMax = (uint)values[6];
        DustSat = values[7];
        DustLimitSatMax = values[8];
        TrimmedMsatMax = values[9];
        CloseToleranceSat = values[10];
        OnChainFeeratePerKwMax = (uint)values[11];
        SweepFeeratePerKwMax = (uint)values[12];
        PenaltyFeeratePerKwMax = (uint)values[13];
        TransactionBytesMax = (int)values[14];
        LockDepthBlocksMin = (int)values[15];
        HtlcExpiryBlocksMax = (int)values[16];
        HtlcExpiredBlocksMax = (int)values[17];
        PaymentsAreChecked = values[18] != 0;
        PaymentMsatMax = values[19];
        AutoApproveMsatMax = values[20];
        VelocityHourMsatMax = values[21];
        VelocityDayMsatMax = values[22];
        PaymentFeeMsatMax = values[23];
        PaymentFeePpmMax = (uint)values[24];
        CltvDeltaBlocksMin = (int)values[25];
        NeedlessSatMax = values[26];
        FeesDaySatMax = values[27];
        WalletIndexMax = (uint)values[28];
        LeaseBlocksMax = (int)values[29];
        VaultOnly = values[30] != 0;
        ClaimGuardBlocksMin = (int)values[31];
        UnlistedMsatMax = values[32];
        JitFeeMsatMax = values[33];
        JitFeePpmMax = (uint)values[34];
        ZeroConfMsatMax = values[35];
    }

    /// <summary>The value at a position of <see cref="LimitTable"/>.</summary>
    public ulong Value(int index)
    {
        return _values[index];
    }

    /// <summary>All of them, to be changed.</summary>
    public ulong[] Copy()
    {
        ulong[] copy = new ulong[_values.Length];
        for (int i = 0; i < copy.Length; i++)
        {
            copy[i] = _values[i];
        }

        return copy;
    }

    /// <summary>The largest fee, without the owner's button, for so much weight.</summary>
    public ulong OnChainFeeSat(int weight)
    {
        return (ulong)OnChainFeeratePerKwMax * (ulong)weight / 1000;
    }

    /// <summary>The largest fee of an own payment of so much. Both factors are bounded, so nothing overflows.</summary>
    public ulong PaymentFeeMsat(ulong amountMsat)
    {
        ulong share = amountMsat > PaymentMsatMax ? 0 : amountMsat / 1000000 * PaymentFeePpmMax + amountMsat % 1000000 * PaymentFeePpmMax / 1000000;
        return share > PaymentFeeMsatMax ? share : PaymentFeeMsatMax;
    }

    /// <summary>All of them in the order of declaration, 8 bytes each: what the digest in Status is made of.</summary>
    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(8 * _values.Length);
        for (int i = 0; i < _values.Length; i++)
        {
            writer.U64(_values[i]);
        }

        return writer.ToArray();
    }
}
