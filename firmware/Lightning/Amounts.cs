namespace Holdfast.Lightning;

/// <summary>Bounds of single amounts. The interpreter does not check arithmetic, so sums are compared before they are added up.</summary>
public static class Amounts
{
    /// <summary>21 million bitcoin. In millisatoshi 2^64 holds it eight times, no more.</summary>
    public const ulong SatMax = 2100000000000000;

    public const ulong MsatMax = 2100000000000000000;

    /// <summary>Lock times from here on are seconds, not heights (BOLT 2: cltv_expiry must be less than 500,000,000).</summary>
    public const uint ExpiryEnd = 500000000;
}
