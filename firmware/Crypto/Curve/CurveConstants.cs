namespace Holdfast.Crypto;

/// <summary>Numbers of secp256k1 (SEC 2, 2.4.1) in limbs of 29 bits, lowest first. Read only.</summary>
internal static class CurveConstants
{
    public static readonly FieldElement GeneratorX = Field(0x16f81798, 0xf940ad8, 0x138a3656, 0x17f9b65b, 0x10b07029, 0x114ae743, 0xeb15681, 0xfdf3b97, 0x79be66);
    public static readonly FieldElement GeneratorY = Field(0x1b10d4b8, 0x23e847f, 0x1550667, 0xf68914d, 0x108a8fd1, 0x1dfe0708, 0x11957693, 0xee4d478, 0x483ada);

    /// <summary>A cube root of one in the field: (β x, y) = λ (x, y).</summary>
    public static readonly FieldElement Beta = Field(0x119501ee, 0x9cb6143, 0x1d626570, 0x92ea25, 0x34e99cf, 0x3cf561a, 0x1c41b991, 0x56caf80, 0x7ae96a);

    /// <summary>The order of the group as a field element.</summary>
    public static readonly FieldElement Order = Field(0x10364141, 0x1e92f466, 0x12280eef, 0x1db9cd5e, 0x1fffebaa, 0x1fffffff, 0x1fffffff, 0x1fffffff, 0xffffff);

    /// <summary>2^256 − 1 (mod n): what all bits of a scalar weigh as digits ±1.</summary>
    public static readonly Scalar AllBits = Number(0xfc9bebe, 0x16d0b99, 0xdd7f110, 0x24632a1, 0x1455, 0x0, 0x0, 0x0, 0x0);

    /// <summary>A cube root of one modulo n.</summary>
    public static readonly Scalar Lambda = Number(0x1b23bd72, 0x1814b3e0, 0x599e37, 0x1c45d441, 0x645a122, 0xe014409, 0x3829498, 0x9980b86, 0x5363ad);

    /// <summary>−(1 + λ): makes both halves of a split scalar sums of digits ±1.</summary>
    public static readonly Scalar MinusOneMinusLambda = Number(0x151283ce, 0x67e4085, 0x11ce70b8, 0x173f91d, 0x19ba4a88, 0x11febbf6, 0x1c7d6b67, 0x1667f479, 0xac9c52);

    /// <summary>2^131: lifts a signed half of a scalar above zero.</summary>
    public static readonly Scalar TwoTo131 = Number(0x0, 0x0, 0x0, 0x0, 0x8000, 0x0, 0x0, 0x0, 0x0);

    // For Scalar.Split: the short lattice vectors (a1, b1), (a2, b2) with a + b λ = 0 (mod n), and 2^384 b2 / n, −2^384 b1 / n.
    public static readonly Scalar SplitMinusB1 = Number(0xabfe4c3, 0x1aa3fd48, 0x3a20a1b, 0x6fdac02, 0xe44, 0x0, 0x0, 0x0, 0x0);
    public static readonly Scalar SplitMinusB2 = Number(0x1db1562c, 0x1b2e6d41, 0x1d0d1b75, 0x10158a0e, 0x1fffe8a2, 0x1fffffff, 0x1fffffff, 0x1fffffff, 0xffffff);
    public static readonly Scalar SplitG1 = Number(0x5dbb031, 0x49904d2, 0x1a329ffa, 0x151428e3, 0xeb153da, 0x8724942, 0xf37a1b2, 0x434fa8d, 0x3086d2);
    public static readonly Scalar SplitG2 = Number(0xac47f71, 0xb8da574, 0x1d41b185, 0x411593b, 0x1e4c4221, 0x1fd4855f, 0xa1bd51, 0x1ac021d1, 0xe4437e);

    private static FieldElement Field(long n0, long n1, long n2, long n3, long n4, long n5, long n6, long n7, long n8)
    {
        FieldElement r = new FieldElement();
        r.n0 = n0;
        r.n1 = n1;
        r.n2 = n2;
        r.n3 = n3;
        r.n4 = n4;
        r.n5 = n5;
        r.n6 = n6;
        r.n7 = n7;
        r.n8 = n8;
        return r;
    }

    private static Scalar Number(long n0, long n1, long n2, long n3, long n4, long n5, long n6, long n7, long n8)
    {
        Scalar r = new Scalar();
        r.n0 = n0;
        r.n1 = n1;
        r.n2 = n2;
        r.n3 = n3;
        r.n4 = n4;
        r.n5 = n5;
        r.n6 = n6;
        r.n7 = n7;
        r.n8 = n8;
        return r;
    }
}
