using Holdfast.Lightning;

namespace Holdfast.HistoryWorld.Payments;

/// <summary>One HTLC of the world, in one channel. A copy is an object of its own.</summary>
internal sealed class PayHtlc(bool isIncoming, ulong msat, int hash, uint expiry, byte[]? vaultHash = null)
{
    private const ulong DustSat = 354;

    public bool IsIncoming { get; } = isIncoming;

    public ulong Msat { get; } = msat;

    /// <summary>The number of its payment hash.</summary>
    public int Hash { get; } = hash;

    public uint Expiry { get; } = expiry;

    /// <summary>The payment hash, where it is one of the vault.</summary>
    public byte[]? VaultHash { get; } = vaultHash;

    public bool IsTrimmed => Msat / 1000 < DustSat;

    public static byte[] HashOf(int number) => Crypto.Sha256.Hash([.. "payment"u8, (byte)(number >> 8), (byte)number]);

    public Htlc Fields() => new() { IsOfferedByPeer = IsIncoming, IsTrimmed = IsTrimmed, AmountMsat = Msat, PaymentHash = VaultHash ?? HashOf(Hash), Expiry = Expiry };

    /// <summary>The same output, and the same HTLC as far as commitments show.</summary>
    public bool LooksLike(PayHtlc other) => IsIncoming == other.IsIncoming && Msat == other.Msat && Hash == other.Hash && Expiry == other.Expiry;

    public override string ToString() => (IsIncoming ? "in " : "out ") + Msat / 1000 + " sat of hash " + Hash + " until " + Expiry;
}

/// <summary>
/// A content of a commitment, by which the owner has so much besides the HTLCs; fulfilled are some that its predecessors had. That is what the thief knows; the device sees
/// the amounts only.
/// </summary>
internal sealed record PayContent(ulong OwnMsat, PayHtlc[] Htlcs, PayHtlc[] Fulfilled)
{
    /// <summary>What its predecessors had and the sender has again.</summary>
    public PayHtlc[] Returned { get; init; } = [];

    public PayContent Plus(PayHtlc htlc) => this with
    {
        OwnMsat = htlc.IsIncoming ? OwnMsat : OwnMsat - htlc.Msat,
        Htlcs = [.. Htlcs, htlc],
        Returned = [.. Returned.Where(other => other != htlc)],
    };

    /// <summary>Without an HTLC; whoever it belongs to then has its amount.</summary>
    public PayContent Minus(PayHtlc htlc, bool isFulfilled) => this with
    {
        OwnMsat = htlc.IsIncoming == isFulfilled ? OwnMsat + htlc.Msat : OwnMsat,
        Htlcs = [.. Htlcs.Where(other => other != htlc)],
        Fulfilled = isFulfilled ? [.. Fulfilled, htlc] : Fulfilled,
        Returned = isFulfilled ? Returned : [.. Returned, htlc],
    };

    public bool CanAdd(PayHtlc htlc) => Htlcs.Length < 6 && (htlc.IsIncoming || OwnMsat > htlc.Msat + 30_000_000);

    public override string ToString() => OwnMsat / 1000 + " sat, " + string.Join(", ", Htlcs.Select(htlc => htlc.ToString()))
        + (Fulfilled.Length == 0 ? string.Empty : "; fulfilled: " + string.Join(", ", Fulfilled.Select(htlc => htlc.ToString())));
}
