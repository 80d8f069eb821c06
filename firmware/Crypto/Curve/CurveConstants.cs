namespace Holdfast.Crypto;

/// <summary>Numbers of secp256k1 (SEC 2, 2.4.1), in limbs of 29 bits, lowest first.</summary>
internal static class CurveConstants
{
    public static readonly FieldElement GeneratorX = Make(0x16f81798, 0xf940ad8, 0x138a3656, 0x17f9b65b, 0x10b07029, 0x114ae743, 0xeb15681, 0xfdf3b97, 0x79be66);
    public static readonly FieldElement GeneratorY = Make(0x1b10d4b8, 0x23e847f, 0x1550667, 0xf68914d, 0x108a8fd1, 0x1dfe0708, 0x11957693, 0xee4d478, 0x483ada);

    /// <summary>The order of the group as a field element.</summary>
    public static readonly FieldElement Order = Make(0x10364141, 0x1e92f466, 0x12280eef, 0x1db9cd5e, 0x1fffebaa, 0x1fffffff, 0x1fffffff, 0x1fffffff, 0xffffff);

    private static FieldElement Make(long n0, long n1, long n2, long n3, long n4, long n5, long n6, long n7, long n8)
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
}
