namespace Holdfast.Crypto;

/// <summary>
/// The endomorphism of secp256k1: λ (x, y) = (β x, y). Splits a scalar into two of half the length, so that a product needs half the
/// doublings (Gallant, Lambert, Vanstone; "Guide to Elliptic Curve Cryptography", 3.5). No operation branches on a value.
/// </summary>
internal sealed partial class Scalar
{
    /// <summary>k = r1 + r2 · λ (mod n), both within ±2^128 when read as −n/2 … n/2. <paramref name="t"/> is scratch.</summary>
    public static void Split(Scalar r1, Scalar r2, Scalar k, Scalar t)
    {
        // c1 = round(k b2 / n), c2 = round(−k b1 / n) for the short vectors (a1, b1), (a2, b2); r2 = −c1 b1 − c2 b2, r1 = k − r2 λ.
        MulHigh(t, k, CurveConstants.SplitG1);
        Mul(t, t, CurveConstants.SplitMinusB1);
        MulHigh(r2, k, CurveConstants.SplitG2);
        Mul(r2, r2, CurveConstants.SplitMinusB2);
        Add(r2, r2, t);
        Mul(t, r2, CurveConstants.Lambda);
        NegateIf(t, t, -1);
        Add(r1, k, t);
    }

    /// <summary>r = a / 2 (mod n)</summary>
    public static void Half(Scalar r, Scalar a)
    {
        long mask = 0x1fffffff;
        long odd = -(a.n0 & 1);
        long c = a.n0 + (0x10364141 & odd);
        long h0 = c & mask;
        c = (c >> 29) + a.n1 + (0x1e92f466 & odd);
        long h1 = c & mask;
        c = (c >> 29) + a.n2 + (0x12280eef & odd);
        long h2 = c & mask;
        c = (c >> 29) + a.n3 + (0x1db9cd5e & odd);
        long h3 = c & mask;
        c = (c >> 29) + a.n4 + (0x1fffebaa & odd);
        long h4 = c & mask;
        c = (c >> 29) + a.n5 + (0x1fffffff & odd);
        long h5 = c & mask;
        c = (c >> 29) + a.n6 + (0x1fffffff & odd);
        long h6 = c & mask;
        c = (c >> 29) + a.n7 + (0x1fffffff & odd);
        long h7 = c & mask;
        c = (c >> 29) + a.n8 + (0xffffff & odd);
        long h8 = c;
        r.n0 = (h0 >> 1) | ((h1 << 28) & mask);
        r.n1 = (h1 >> 1) | ((h2 << 28) & mask);
        r.n2 = (h2 >> 1) | ((h3 << 28) & mask);
        r.n3 = (h3 >> 1) | ((h4 << 28) & mask);
        r.n4 = (h4 >> 1) | ((h5 << 28) & mask);
        r.n5 = (h5 >> 1) | ((h6 << 28) & mask);
        r.n6 = (h6 >> 1) | ((h7 << 28) & mask);
        r.n7 = (h7 >> 1) | ((h8 << 28) & mask);
        r.n8 = h8 >> 1;
    }

    /// <summary>r = a · b / 2^384, rounded, not reduced.</summary>
    private static void MulHigh(Scalar r, Scalar a, Scalar b)
    {
        long mask = 0x1fffffff;
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
        c = (c >> 29) + a0 * b1 + a1 * b0;
        c = (c >> 29) + a0 * b2 + a1 * b1 + a2 * b0;
        c = (c >> 29) + a0 * b3 + a1 * b2 + a2 * b1 + a3 * b0;
        c = (c >> 29) + a0 * b4 + a1 * b3 + a2 * b2 + a3 * b1 + a4 * b0;
        c = (c >> 29) + a0 * b5 + a1 * b4 + a2 * b3 + a3 * b2 + a4 * b1 + a5 * b0;
        c = (c >> 29) + a0 * b6 + a1 * b5 + a2 * b4 + a3 * b3 + a4 * b2 + a5 * b1 + a6 * b0;
        c = (c >> 29) + a0 * b7 + a1 * b6 + a2 * b5 + a3 * b4 + a4 * b3 + a5 * b2 + a6 * b1 + a7 * b0;
        c = (c >> 29) + a0 * b8 + a1 * b7 + a2 * b6 + a3 * b5 + a4 * b4 + a5 * b3 + a6 * b2 + a7 * b1 + a8 * b0;
        c = (c >> 29) + a1 * b8 + a2 * b7 + a3 * b6 + a4 * b5 + a5 * b4 + a6 * b3 + a7 * b2 + a8 * b1;
        c = (c >> 29) + a2 * b8 + a3 * b7 + a4 * b6 + a5 * b5 + a6 * b4 + a7 * b3 + a8 * b2;
        c = (c >> 29) + a3 * b8 + a4 * b7 + a5 * b6 + a6 * b5 + a7 * b4 + a8 * b3;
        c = (c >> 29) + a4 * b8 + a5 * b7 + a6 * b6 + a7 * b5 + a8 * b4;
        c = (c >> 29) + a5 * b8 + a6 * b7 + a7 * b6 + a8 * b5;
        long p13 = (c & mask) + (1 << 6);   // rounds
        c = (c >> 29) + a6 * b8 + a7 * b7 + a8 * b6;
        long p14 = (c & mask) + (p13 >> 29);
        c = (c >> 29) + a7 * b8 + a8 * b7;
        long p15 = (c & mask) + (p14 >> 29);
        c = (c >> 29) + a8 * b8;
        long p16 = (c & mask) + (p15 >> 29);
        long p17 = (c >> 29) + (p16 >> 29);
        r.n0 = ((p13 & mask) >> 7) | ((p14 << 22) & mask);
        r.n1 = ((p14 & mask) >> 7) | ((p15 << 22) & mask);
        r.n2 = ((p15 & mask) >> 7) | ((p16 << 22) & mask);
        r.n3 = ((p16 & mask) >> 7) | ((p17 << 22) & mask);
        r.n4 = ((p17 & mask) >> 7);
        r.n5 = 0;
        r.n6 = 0;
        r.n7 = 0;
        r.n8 = 0;
    }

    /// <summary>The limbs into an array, for <see cref="Bits"/>; one more limb of zero follows.</summary>
    public void ToLimbs(long[] limbs)
    {
        limbs[0] = n0;
        limbs[1] = n1;
        limbs[2] = n2;
        limbs[3] = n3;
        limbs[4] = n4;
        limbs[5] = n5;
        limbs[6] = n6;
        limbs[7] = n7;
        limbs[8] = n8;
        limbs[9] = 0;
    }

    /// <summary>The value of limbs that is known to be below n.</summary>
    public void FromLimbs(long[] limbs)
    {
        n0 = limbs[0];
        n1 = limbs[1];
        n2 = limbs[2];
        n3 = limbs[3];
        n4 = limbs[4];
        n5 = limbs[5];
        n6 = limbs[6];
        n7 = limbs[7];
        n8 = limbs[8];
    }

    /// <summary>At most 29 bits of the limbs from bit <paramref name="at"/> on.</summary>
    public static int Bits(long[] limbs, int at, int count)
    {
        int limb = at / 29;
        int shift = at - limb * 29;
        return (int)((limbs[limb] >> shift) | (limbs[limb + 1] << (29 - shift))) & ((1 << count) - 1);
    }
}
