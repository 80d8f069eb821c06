using Holdfast.Bytes;

namespace Holdfast.Crypto;

/// <summary>
/// An element of the field of secp256k1, modulo p = 2^256 − 2^32 − 977, as nine signed limbs of 29 bits: value = Σ n_i · 2^29i.
/// <para>
/// Limbs are lazy. Magnitude m means that limbs 0 to 7 lie within ±m · 2^29 (a little more for limb 2) and limb 8 within ±m · 2^25.
/// Products and <see cref="Normalize"/> give magnitude 1; additions and subtractions add the magnitudes, except that the difference of two
/// products, whose limbs are not negative, still has magnitude 1. No operation branches on a value; none allocates.
/// </para>
/// </summary>
internal sealed partial class FieldElement
{
    public long n0;
    public long n1;
    public long n2;
    public long n3;
    public long n4;
    public long n5;
    public long n6;
    public long n7;
    public long n8;

    public static void Copy(FieldElement r, FieldElement a)
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

    public static void SetSmall(FieldElement r, int value)
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

    public static void Add(FieldElement r, FieldElement a, FieldElement b)
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
    }

    public static void Sub(FieldElement r, FieldElement a, FieldElement b)
    {
        r.n0 = a.n0 - b.n0;
        r.n1 = a.n1 - b.n1;
        r.n2 = a.n2 - b.n2;
        r.n3 = a.n3 - b.n3;
        r.n4 = a.n4 - b.n4;
        r.n5 = a.n5 - b.n5;
        r.n6 = a.n6 - b.n6;
        r.n7 = a.n7 - b.n7;
        r.n8 = a.n8 - b.n8;
    }

    /// <summary>r = a where mask is 0, −a where mask is −1.</summary>
    public static void NegateIf(FieldElement r, FieldElement a, long mask)
    {
        r.n0 = (a.n0 ^ mask) - mask;
        r.n1 = (a.n1 ^ mask) - mask;
        r.n2 = (a.n2 ^ mask) - mask;
        r.n3 = (a.n3 ^ mask) - mask;
        r.n4 = (a.n4 ^ mask) - mask;
        r.n5 = (a.n5 ^ mask) - mask;
        r.n6 = (a.n6 ^ mask) - mask;
        r.n7 = (a.n7 ^ mask) - mask;
        r.n8 = (a.n8 ^ mask) - mask;
    }

    /// <summary>r = a · factor for a small factor; the magnitude grows with it.</summary>
    public static void Scale(FieldElement r, FieldElement a, long factor)
    {
        r.n0 = a.n0 * factor;
        r.n1 = a.n1 * factor;
        r.n2 = a.n2 * factor;
        r.n3 = a.n3 * factor;
        r.n4 = a.n4 * factor;
        r.n5 = a.n5 * factor;
        r.n6 = a.n6 * factor;
        r.n7 = a.n7 * factor;
        r.n8 = a.n8 * factor;
    }

    /// <summary>r = r where mask is 0, a where mask is −1.</summary>
    public static void CopyIf(FieldElement r, FieldElement a, long mask)
    {
        r.n0 ^= (r.n0 ^ a.n0) & mask;
        r.n1 ^= (r.n1 ^ a.n1) & mask;
        r.n2 ^= (r.n2 ^ a.n2) & mask;
        r.n3 ^= (r.n3 ^ a.n3) & mask;
        r.n4 ^= (r.n4 ^ a.n4) & mask;
        r.n5 ^= (r.n5 ^ a.n5) & mask;
        r.n6 ^= (r.n6 ^ a.n6) & mask;
        r.n7 ^= (r.n7 ^ a.n7) & mask;
        r.n8 ^= (r.n8 ^ a.n8) & mask;
    }

    /// <summary>The one representation with limbs in range and 0 ≤ value &lt; p. Wants magnitude ≤ 1,000.</summary>
    public void Normalize()
    {
        long mask = 0x1fffffff;
        long a0 = n0;
        long a1 = n1;
        long a2 = n2;
        long a3 = n3;
        long a4 = n4;
        long a5 = n5;
        long a6 = n6;
        long a7 = n7;
        long a8 = n8;

        // Twice: carry, and bring what stands at 2^256 back as 2^32 + 977. Signed shifts round down, so negative values come right too.
        a1 += a0 >> 29;
        a0 &= mask;
        a2 += a1 >> 29;
        a1 &= mask;
        a3 += a2 >> 29;
        a2 &= mask;
        a4 += a3 >> 29;
        a3 &= mask;
        a5 += a4 >> 29;
        a4 &= mask;
        a6 += a5 >> 29;
        a5 &= mask;
        a7 += a6 >> 29;
        a6 &= mask;
        a8 += a7 >> 29;
        a7 &= mask;
        a0 += (a8 >> 24) * 977;
        a1 += (a8 >> 24) << 3;
        a8 &= 0xffffff;
        a1 += a0 >> 29;
        a0 &= mask;
        a2 += a1 >> 29;
        a1 &= mask;
        a3 += a2 >> 29;
        a2 &= mask;
        a4 += a3 >> 29;
        a3 &= mask;
        a5 += a4 >> 29;
        a4 &= mask;
        a6 += a5 >> 29;
        a5 &= mask;
        a7 += a6 >> 29;
        a6 &= mask;
        a8 += a7 >> 29;
        a7 &= mask;
        a0 += (a8 >> 24) * 977;
        a1 += (a8 >> 24) << 3;
        a8 &= 0xffffff;

        // The second time brought back −1, 0 or 1 times; either way 0 ≤ value < 2^256 now, and one more chain puts the limbs in range.
        a1 += a0 >> 29;
        a0 &= mask;
        a2 += a1 >> 29;
        a1 &= mask;
        a3 += a2 >> 29;
        a2 &= mask;
        a4 += a3 >> 29;
        a3 &= mask;
        a5 += a4 >> 29;
        a4 &= mask;
        a6 += a5 >> 29;
        a5 &= mask;
        a7 += a6 >> 29;
        a6 &= mask;
        a8 += a7 >> 29;
        a7 &= mask;

        // value ≥ p exactly if value + 2^32 + 977 reaches 2^256; then that sum, cut to 256 bits, is value − p.
        long b0 = a0 + 977;
        long b1 = a1 + 8 + (b0 >> 29);
        long b2 = a2 + (b1 >> 29);
        long b3 = a3 + (b2 >> 29);
        long b4 = a4 + (b3 >> 29);
        long b5 = a5 + (b4 >> 29);
        long b6 = a6 + (b5 >> 29);
        long b7 = a7 + (b6 >> 29);
        long b8 = a8 + (b7 >> 29);
        long take = -(b8 >> 24);
        n0 = (a0 & ~take) | (b0 & mask & take);
        n1 = (a1 & ~take) | (b1 & mask & take);
        n2 = (a2 & ~take) | (b2 & mask & take);
        n3 = (a3 & ~take) | (b3 & mask & take);
        n4 = (a4 & ~take) | (b4 & mask & take);
        n5 = (a5 & ~take) | (b5 & mask & take);
        n6 = (a6 & ~take) | (b6 & mask & take);
        n7 = (a7 & ~take) | (b7 & mask & take);
        n8 = (a8 & ~take) | (b8 & 0xffffff & take);
    }

    /// <summary>r = a carried once, magnitude 1. Wants magnitude ≤ 1,000.</summary>
    public static void Reduce(FieldElement r, FieldElement a)
    {
        long mask = 0x1fffffff;
        long c = a.n8;
        long top = c >> 24;
        long n8 = c & 0xffffff;
        c = a.n0 + top * 977;
        r.n0 = c & mask;
        c = (c >> 29) + a.n1 + (top << 3);
        r.n1 = c & mask;
        c = (c >> 29) + a.n2;
        r.n2 = c & mask;
        c = (c >> 29) + a.n3;
        r.n3 = c & mask;
        c = (c >> 29) + a.n4;
        r.n4 = c & mask;
        c = (c >> 29) + a.n5;
        r.n5 = c & mask;
        c = (c >> 29) + a.n6;
        r.n6 = c & mask;
        c = (c >> 29) + a.n7;
        r.n7 = c & mask;
        r.n8 = n8 + (c >> 29);
    }

    /// <summary>r = a · b. Wants magnitude(a) · magnitude(b) ≤ 3; gives magnitude 1. Any of the three may be the same object.</summary>
    public static void Mul(FieldElement r, FieldElement a, FieldElement b)
    {
        long mask = 0x1fffffff;
        long fold = 31264;
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

        // Columns of weight 2^261 and up, carried: h0 … h8 stand at 2^261 · 2^29i.
        long c = a1 * b8 + a2 * b7 + a3 * b6 + a4 * b5 + a5 * b4 + a6 * b3 + a7 * b2 + a8 * b1;
        long h0 = c & mask;
        c = (c >> 29) + a2 * b8 + a3 * b7 + a4 * b6 + a5 * b5 + a6 * b4 + a7 * b3 + a8 * b2;
        long h1 = c & mask;
        c = (c >> 29) + a3 * b8 + a4 * b7 + a5 * b6 + a6 * b5 + a7 * b4 + a8 * b3;
        long h2 = c & mask;
        c = (c >> 29) + a4 * b8 + a5 * b7 + a6 * b6 + a7 * b5 + a8 * b4;
        long h3 = c & mask;
        c = (c >> 29) + a5 * b8 + a6 * b7 + a7 * b6 + a8 * b5;
        long h4 = c & mask;
        c = (c >> 29) + a6 * b8 + a7 * b7 + a8 * b6;
        long h5 = c & mask;
        c = (c >> 29) + a7 * b8 + a8 * b7;
        long h6 = c & mask;
        c = (c >> 29) + a8 * b8;
        long h7 = c & mask;
        long h8 = c >> 29;

        // 2^261 = 2^37 + 31264 (mod p): h_i comes back times 31264 at limb i and times 2^8 at limb i + 1.
        c = a0 * b0 + h0 * fold;
        long r0 = c & mask;
        c = (c >> 29) + a0 * b1 + a1 * b0 + h1 * fold + (h0 << 8);
        long r1 = c & mask;
        c = (c >> 29) + a0 * b2 + a1 * b1 + a2 * b0 + h2 * fold + (h1 << 8);
        long r2 = c & mask;
        c = (c >> 29) + a0 * b3 + a1 * b2 + a2 * b1 + a3 * b0 + h3 * fold + (h2 << 8);
        r.n3 = c & mask;
        c = (c >> 29) + a0 * b4 + a1 * b3 + a2 * b2 + a3 * b1 + a4 * b0 + h4 * fold + (h3 << 8);
        r.n4 = c & mask;
        c = (c >> 29) + a0 * b5 + a1 * b4 + a2 * b3 + a3 * b2 + a4 * b1 + a5 * b0 + h5 * fold + (h4 << 8);
        r.n5 = c & mask;
        c = (c >> 29) + a0 * b6 + a1 * b5 + a2 * b4 + a3 * b3 + a4 * b2 + a5 * b1 + a6 * b0 + h6 * fold + (h5 << 8);
        r.n6 = c & mask;
        c = (c >> 29) + a0 * b7 + a1 * b6 + a2 * b5 + a3 * b4 + a4 * b3 + a5 * b2 + a6 * b1 + a7 * b0 + h7 * fold + (h6 << 8);
        r.n7 = c & mask;
        c = (c >> 29) + a0 * b8 + a1 * b7 + a2 * b6 + a3 * b5 + a4 * b4 + a5 * b3 + a6 * b2 + a7 * b1 + a8 * b0 + h8 * fold + (h7 << 8);
        r.n8 = c & 0xffffff;

        // What stands at 2^256 = 2^32 + 977 (mod p).
        c = (c >> 24) + (h8 << 13);
        r0 += c * 977;
        r1 += (r0 >> 29) + (c << 3);
        r.n0 = r0 & mask;
        r.n1 = r1 & mask;
        r.n2 = r2 + (r1 >> 29);
    }

    /// <summary>r = a². Wants magnitude(a) ≤ 1; gives magnitude 1.</summary>
    public static void Sqr(FieldElement r, FieldElement a)
    {
        long mask = 0x1fffffff;
        long fold = 31264;
        long a0 = a.n0;
        long a1 = a.n1;
        long a2 = a.n2;
        long a3 = a.n3;
        long a4 = a.n4;
        long a5 = a.n5;
        long a6 = a.n6;
        long a7 = a.n7;
        long a8 = a.n8;
        long d0 = a0 << 1;
        long d1 = a1 << 1;
        long d2 = a2 << 1;
        long d3 = a3 << 1;
        long d4 = a4 << 1;
        long d5 = a5 << 1;
        long d6 = a6 << 1;
        long d7 = a7 << 1;

        // Columns of weight 2^261 and up, carried: h0 … h8 stand at 2^261 · 2^29i.
        long c = d1 * a8 + d2 * a7 + d3 * a6 + d4 * a5;
        long h0 = c & mask;
        c = (c >> 29) + d2 * a8 + d3 * a7 + d4 * a6 + a5 * a5;
        long h1 = c & mask;
        c = (c >> 29) + d3 * a8 + d4 * a7 + d5 * a6;
        long h2 = c & mask;
        c = (c >> 29) + d4 * a8 + d5 * a7 + a6 * a6;
        long h3 = c & mask;
        c = (c >> 29) + d5 * a8 + d6 * a7;
        long h4 = c & mask;
        c = (c >> 29) + d6 * a8 + a7 * a7;
        long h5 = c & mask;
        c = (c >> 29) + d7 * a8;
        long h6 = c & mask;
        c = (c >> 29) + a8 * a8;
        long h7 = c & mask;
        long h8 = c >> 29;

        // 2^261 = 2^37 + 31264 (mod p): h_i comes back times 31264 at limb i and times 2^8 at limb i + 1.
        c = a0 * a0 + h0 * fold;
        long r0 = c & mask;
        c = (c >> 29) + d0 * a1 + h1 * fold + (h0 << 8);
        long r1 = c & mask;
        c = (c >> 29) + d0 * a2 + a1 * a1 + h2 * fold + (h1 << 8);
        long r2 = c & mask;
        c = (c >> 29) + d0 * a3 + d1 * a2 + h3 * fold + (h2 << 8);
        r.n3 = c & mask;
        c = (c >> 29) + d0 * a4 + d1 * a3 + a2 * a2 + h4 * fold + (h3 << 8);
        r.n4 = c & mask;
        c = (c >> 29) + d0 * a5 + d1 * a4 + d2 * a3 + h5 * fold + (h4 << 8);
        r.n5 = c & mask;
        c = (c >> 29) + d0 * a6 + d1 * a5 + d2 * a4 + a3 * a3 + h6 * fold + (h5 << 8);
        r.n6 = c & mask;
        c = (c >> 29) + d0 * a7 + d1 * a6 + d2 * a5 + d3 * a4 + h7 * fold + (h6 << 8);
        r.n7 = c & mask;
        c = (c >> 29) + d0 * a8 + d1 * a7 + d2 * a6 + d3 * a5 + a4 * a4 + h8 * fold + (h7 << 8);
        r.n8 = c & 0xffffff;

        // What stands at 2^256 = 2^32 + 977 (mod p).
        c = (c >> 24) + (h8 << 13);
        r0 += c * 977;
        r1 += (r0 >> 29) + (c << 3);
        r.n0 = r0 & mask;
        r.n1 = r1 & mask;
        r.n2 = r2 + (r1 >> 29);
    }
}
