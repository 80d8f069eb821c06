namespace Holdfast.Crypto;

/// <summary>
/// A number modulo n, the order of secp256k1's group, as nine limbs of 29 bits, always fully reduced: 0 ≤ value &lt; n.
/// No operation branches on a value; none allocates.
/// </summary>
internal sealed partial class Scalar
{
    // 2^256 − n in limbs.
    private const long C0 = 0xfc9bebf;
    private const long C1 = 0x16d0b99;
    private const long C2 = 0xdd7f110;
    private const long C3 = 0x24632a1;
    private const long C4 = 0x1455;

    public long n0;
    public long n1;
    public long n2;
    public long n3;
    public long n4;
    public long n5;
    public long n6;
    public long n7;
    public long n8;

    public static void Copy(Scalar r, Scalar a)
    {
        r.n0 = a.n0;
        r.n1 = a.n1;
        r.n2 = a.n2;
        r.n3 = a.n3;
        r.n4 = a.n4;
        r.n5 = a.n5;
        r.n6 = a.n6;
        r.n7 = a.n7;
        r.n8 = a.n8;
    }

    public static void SetSmall(Scalar r, int value)
    {
        r.n0 = value;
        r.n1 = 0;
        r.n2 = 0;
        r.n3 = 0;
        r.n4 = 0;
        r.n5 = 0;
        r.n6 = 0;
        r.n7 = 0;
        r.n8 = 0;
    }

    /// <summary>Overwrites a secret.</summary>
    public void Wipe()
    {
        SetSmall(this, 0);
    }

    /// <summary>Does not leave early.</summary>
    public static bool Equal(Scalar a, Scalar b)
    {
        Scalar difference = new Scalar();
        NegateIf(difference, b, -1);
        Add(difference, difference, a);
        bool same = difference.IsZero();
        difference.Wipe();
        return same;
    }

    public static void Add(Scalar r, Scalar a, Scalar b)
    {
        r.n0 = a.n0 + b.n0;
        r.n1 = a.n1 + b.n1;
        r.n2 = a.n2 + b.n2;
        r.n3 = a.n3 + b.n3;
        r.n4 = a.n4 + b.n4;
        r.n5 = a.n5 + b.n5;
        r.n6 = a.n6 + b.n6;
        r.n7 = a.n7 + b.n7;
        r.n8 = a.n8 + b.n8;
        r.Reduce();
    }

    /// <summary>r = −a where mask is −1, a where mask is 0.</summary>
    public static void NegateIf(Scalar r, Scalar a, long mask)
    {
        // n − a, then reduced, so that −0 is 0.
        r.n0 = ((0x10364141 - a.n0) & mask) | (a.n0 & ~mask);
        r.n1 = ((0x1e92f466 - a.n1) & mask) | (a.n1 & ~mask);
        r.n2 = ((0x12280eef - a.n2) & mask) | (a.n2 & ~mask);
        r.n3 = ((0x1db9cd5e - a.n3) & mask) | (a.n3 & ~mask);
        r.n4 = ((0x1fffebaa - a.n4) & mask) | (a.n4 & ~mask);
        r.n5 = ((0x1fffffff - a.n5) & mask) | (a.n5 & ~mask);
        r.n6 = ((0x1fffffff - a.n6) & mask) | (a.n6 & ~mask);
        r.n7 = ((0x1fffffff - a.n7) & mask) | (a.n7 & ~mask);
        r.n8 = ((0xffffff - a.n8) & mask) | (a.n8 & ~mask);
        r.Carry();
        r.Reduce();
    }

    /// <summary>−1 when the value is above (n − 1) / 2, else 0.</summary>
    public long HighMask()
    {
        // (n − 1) / 2 − value is negative exactly then; the sign ends up in the last limb.
        long c = 0x81b20a0 - n0;
        c = (c >> 29) + 0x1f497a33 - n1;
        c = (c >> 29) + 0x9140777 - n2;
        c = (c >> 29) + 0xedce6af - n3;
        c = (c >> 29) + 0x1ffff5d5 - n4;
        c = (c >> 29) + 0x1fffffff - n5;
        c = (c >> 29) + 0x1fffffff - n6;
        c = (c >> 29) + 0x1fffffff - n7;
        c = (c >> 29) + 0x7fffff - n8;
        return c >> 63;
    }

    /// <summary>Puts limbs 0 to 7 in range; the top limb keeps what is over.</summary>
    private void Carry()
    {
        long mask = 0x1fffffff;
        n1 += n0 >> 29;
        n0 &= mask;
        n2 += n1 >> 29;
        n1 &= mask;
        n3 += n2 >> 29;
        n2 &= mask;
        n4 += n3 >> 29;
        n3 &= mask;
        n5 += n4 >> 29;
        n4 &= mask;
        n6 += n5 >> 29;
        n5 &= mask;
        n7 += n6 >> 29;
        n6 &= mask;
        n8 += n7 >> 29;
        n7 &= mask;
    }

    /// <summary>Subtracts n as often as the value, below 2^262, needs; returns the last subtraction's mask.</summary>
    private long Reduce()
    {
        long mask = 0x1fffffff;

        // What stands at 2^256 comes back as 2^256 − n.
        long q = n8 >> 24;
        long a0 = n0 + q * C0;
        long a1 = n1 + q * C1 + (a0 >> 29);
        long a2 = n2 + q * C2 + (a1 >> 29);
        long a3 = n3 + q * C3 + (a2 >> 29);
        long a4 = n4 + q * C4 + (a3 >> 29);
        long a5 = n5 + (a4 >> 29);
        long a6 = n6 + (a5 >> 29);
        long a7 = n7 + (a6 >> 29);
        long a8 = (n8 & 0xffffff) + (a7 >> 29);

        // value ≥ n exactly if value + (2^256 − n) reaches 2^256; then that sum, cut to 256 bits, is value − n.
        long b0 = (a0 & mask) + C0;
        long b1 = (a1 & mask) + C1 + (b0 >> 29);
        long b2 = (a2 & mask) + C2 + (b1 >> 29);
        long b3 = (a3 & mask) + C3 + (b2 >> 29);
        long b4 = (a4 & mask) + C4 + (b3 >> 29);
        long b5 = (a5 & mask) + (b4 >> 29);
        long b6 = (a6 & mask) + (b5 >> 29);
        long b7 = (a7 & mask) + (b6 >> 29);
        long b8 = a8 + (b7 >> 29);
        long take = -(b8 >> 24);
        n0 = ((a0 & ~take) | (b0 & take)) & mask;
        n1 = ((a1 & ~take) | (b1 & take)) & mask;
        n2 = ((a2 & ~take) | (b2 & take)) & mask;
        n3 = ((a3 & ~take) | (b3 & take)) & mask;
        n4 = ((a4 & ~take) | (b4 & take)) & mask;
        n5 = ((a5 & ~take) | (b5 & take)) & mask;
        n6 = ((a6 & ~take) | (b6 & take)) & mask;
        n7 = ((a7 & ~take) | (b7 & take)) & mask;
        n8 = ((a8 & ~take) | (b8 & take)) & 0xffffff;
        return take;
    }

    /// <summary>r = a · b. Any of the three may be the same object.</summary>
    public static void Mul(Scalar r, Scalar a, Scalar b)
    {
        long mask = 0x1fffffff;
        long m0 = 0x1937d7e0;
        long m1 = 0xda1732f;
        long m2 = 0x1afe2201;
        long m3 = 0x8c6542d;
        long m4 = 0x28aa2;
        long a0 = a.n0;
        long a1 = a.n1;
        long a2 = a.n2;
        long a3 = a.n3;
        long a4 = a.n4;
        long a5 = a.n5;
        long a6 = a.n6;
        long a7 = a.n7;
        long a8 = a.n8;
        long b0 = b.n0;
        long b1 = b.n1;
        long b2 = b.n2;
        long b3 = b.n3;
        long b4 = b.n4;
        long b5 = b.n5;
        long b6 = b.n6;
        long b7 = b.n7;
        long b8 = b.n8;

        long c = a0 * b0;
        long p0 = c & mask;
        c = (c >> 29) + a0 * b1 + a1 * b0;
        long p1 = c & mask;
        c = (c >> 29) + a0 * b2 + a1 * b1 + a2 * b0;
        long p2 = c & mask;
        c = (c >> 29) + a0 * b3 + a1 * b2 + a2 * b1 + a3 * b0;
        long p3 = c & mask;
        c = (c >> 29) + a0 * b4 + a1 * b3 + a2 * b2 + a3 * b1 + a4 * b0;
        long p4 = c & mask;
        c = (c >> 29) + a0 * b5 + a1 * b4 + a2 * b3 + a3 * b2 + a4 * b1 + a5 * b0;
        long p5 = c & mask;
        c = (c >> 29) + a0 * b6 + a1 * b5 + a2 * b4 + a3 * b3 + a4 * b2 + a5 * b1 + a6 * b0;
        long p6 = c & mask;
        c = (c >> 29) + a0 * b7 + a1 * b6 + a2 * b5 + a3 * b4 + a4 * b3 + a5 * b2 + a6 * b1 + a7 * b0;
        long p7 = c & mask;
        c = (c >> 29) + a0 * b8 + a1 * b7 + a2 * b6 + a3 * b5 + a4 * b4 + a5 * b3 + a6 * b2 + a7 * b1 + a8 * b0;
        long p8 = c & mask;
        c = (c >> 29) + a1 * b8 + a2 * b7 + a3 * b6 + a4 * b5 + a5 * b4 + a6 * b3 + a7 * b2 + a8 * b1;
        long p9 = c & mask;
        c = (c >> 29) + a2 * b8 + a3 * b7 + a4 * b6 + a5 * b5 + a6 * b4 + a7 * b3 + a8 * b2;
        long p10 = c & mask;
        c = (c >> 29) + a3 * b8 + a4 * b7 + a5 * b6 + a6 * b5 + a7 * b4 + a8 * b3;
        long p11 = c & mask;
        c = (c >> 29) + a4 * b8 + a5 * b7 + a6 * b6 + a7 * b5 + a8 * b4;
        long p12 = c & mask;
        c = (c >> 29) + a5 * b8 + a6 * b7 + a7 * b6 + a8 * b5;
        long p13 = c & mask;
        c = (c >> 29) + a6 * b8 + a7 * b7 + a8 * b6;
        long p14 = c & mask;
        c = (c >> 29) + a7 * b8 + a8 * b7;
        long p15 = c & mask;
        c = (c >> 29) + a8 * b8;
        long p16 = c & mask;
        long p17 = c >> 29;

        // 2^261 = m (mod n): the upper nine limbs come back times m, which leaves 14 limbs, …
        c = p0 + p9 * m0;
        long v0 = c & mask;
        c = (c >> 29) + p1 + p9 * m1 + p10 * m0;
        long v1 = c & mask;
        c = (c >> 29) + p2 + p9 * m2 + p10 * m1 + p11 * m0;
        long v2 = c & mask;
        c = (c >> 29) + p3 + p9 * m3 + p10 * m2 + p11 * m1 + p12 * m0;
        long v3 = c & mask;
        c = (c >> 29) + p4 + p9 * m4 + p10 * m3 + p11 * m2 + p12 * m1 + p13 * m0;
        long v4 = c & mask;
        c = (c >> 29) + p5 + p10 * m4 + p11 * m3 + p12 * m2 + p13 * m1 + p14 * m0;
        long v5 = c & mask;
        c = (c >> 29) + p6 + p11 * m4 + p12 * m3 + p13 * m2 + p14 * m1 + p15 * m0;
        long v6 = c & mask;
        c = (c >> 29) + p7 + p12 * m4 + p13 * m3 + p14 * m2 + p15 * m1 + p16 * m0;
        long v7 = c & mask;
        c = (c >> 29) + p8 + p13 * m4 + p14 * m3 + p15 * m2 + p16 * m1 + p17 * m0;
        long v8 = c & mask;
        c = (c >> 29) + p14 * m4 + p15 * m3 + p16 * m2 + p17 * m1;
        long v9 = c & mask;
        c = (c >> 29) + p15 * m4 + p16 * m3 + p17 * m2;
        long v10 = c & mask;
        c = (c >> 29) + p16 * m4 + p17 * m3;
        long v11 = c & mask;
        c = (c >> 29) + p17 * m4;
        long v12 = c & mask;
        long v13 = c >> 29;

        // … and once more, which leaves 258 bits.
        c = v0 + v9 * m0;
        r.n0 = c & mask;
        c = (c >> 29) + v1 + v9 * m1 + v10 * m0;
        r.n1 = c & mask;
        c = (c >> 29) + v2 + v9 * m2 + v10 * m1 + v11 * m0;
        r.n2 = c & mask;
        c = (c >> 29) + v3 + v9 * m3 + v10 * m2 + v11 * m1 + v12 * m0;
        r.n3 = c & mask;
        c = (c >> 29) + v4 + v9 * m4 + v10 * m3 + v11 * m2 + v12 * m1 + v13 * m0;
        r.n4 = c & mask;
        c = (c >> 29) + v5 + v10 * m4 + v11 * m3 + v12 * m2 + v13 * m1;
        r.n5 = c & mask;
        c = (c >> 29) + v6 + v11 * m4 + v12 * m3 + v13 * m2;
        r.n6 = c & mask;
        c = (c >> 29) + v7 + v12 * m4 + v13 * m3;
        r.n7 = c & mask;
        c = (c >> 29) + v8 + v13 * m4;
        r.n8 = c;
        r.Reduce();
    }
}
