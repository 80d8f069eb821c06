namespace Holdfast.Vault;

/// <summary>A payment hash that the device has given out, and what it may be paid with. What becomes of it is another object.</summary>
public sealed class Promise
{
    /// <summary>Amounts stay below: 48 bits, as in the tables of payments.</summary>
    public const ulong AmountEnd = 1UL << 48;

    /// <summary>Of the digest of a set of HTLCs. Who meets it gets a preimage again that has left already.</summary>
    public const int SetBytes = 6;

    public readonly uint Index;

    public readonly PromiseKind Kind;

    /// <summary>0: any amount. Once it is released: that of the HTLCs for which it was, together.</summary>
    public readonly ulong AmountMsat;

    /// <summary>Unix time; 0 once it is released.</summary>
    public readonly uint ExpiresAt;

    /// <summary>The least min_final_cltv_expiry of its invoices; 0 once it is released.</summary>
    public readonly ushort FinalDelta;

    /// <summary>The number of the order whose channel the payment may open; 0 where there is none, and once it is released or cancelled.</summary>
    public readonly uint Order;

    /// <summary>Names the HTLCs for which the preimage was released; else null.</summary>
    public readonly byte[] Set;

    /// <summary>Its payment hash: not on flash, and null until somebody has computed it.</summary>
    public byte[] Hash;

    /// <summary>After a release: nothing of the hash was in flight any more at one time, so what was released has come. Memory only: a start finds it out again.</summary>
    public bool IsSettled;

    public Promise(uint index, PromiseKind kind, ulong amountMsat, uint expiresAt, ushort finalDelta, uint order, byte[] set, byte[] hash)
    {
        Index = index;
        Kind = kind;
        AmountMsat = amountMsat;
        ExpiresAt = expiresAt;
        FinalDelta = finalDelta;
        Order = order;
        Set = set;
        Hash = hash;
    }
}
