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

    /// <summary>The one representation with limbs in range and 0 ≤ value &lt; p. Wants magnitude ≤ 1,000.</summary>
    public void Normalize()
    {
        long mask = 0x1fffffff;

        // What stands at 2^256 comes back as 2^32 + 977. Signed shifts round down, so negative values come right too.
        long top = n8 >> 24;
        long a0 = n0 + top * 977;
        long a1 = n1 + (top << 3);
        long a2 = n2;
        long a3 = n3;
        long a4 = n4;
        long a5 = n5;
        long a6 = n6;
        long a7 = n7;
        long a8 = n8 & 0xffffff;
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

        // Carrying left −1, 0 or 1 there; after the second time 0 ≤ value < 2^256.
        top = a8 >> 24;
        a0 += top * 977;
        a1 += top << 3;
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

    /// <summary>r = x + 2^32 · y, limb by limb. Both normalized.</summary>
    public static void Pack(FieldElement r, FieldElement x, FieldElement y)
    {
        r.n0 = x.n0 | (y.n0 << 32);
        r.n1 = x.n1 | (y.n1 << 32);
        r.n2 = x.n2 | (y.n2 << 32);
        r.n3 = x.n3 | (y.n3 << 32);
        r.n4 = x.n4 | (y.n4 << 32);
        r.n5 = x.n5 | (y.n5 << 32);
        r.n6 = x.n6 | (y.n6 << 32);
        r.n7 = x.n7 | (y.n7 << 32);
        r.n8 = x.n8 | (y.n8 << 32);
    }

    /// <summary>x and y of a packed entry; −y where minus is −1.</summary>
    public static void Unpack(FieldElement x, FieldElement y, FieldElement packed, long minus)
    {
        long low = 0xffffffff;
        long s0 = packed.n0; x.n0 = s0 & low; y.n0 = ((s0 >> 32) ^ minus) - minus;
        long s1 = packed.n1; x.n1 = s1 & low; y.n1 = ((s1 >> 32) ^ minus) - minus;
        long s2 = packed.n2; x.n2 = s2 & low; y.n2 = ((s2 >> 32) ^ minus) - minus;
        long s3 = packed.n3; x.n3 = s3 & low; y.n3 = ((s3 >> 32) ^ minus) - minus;
        long s4 = packed.n4; x.n4 = s4 & low; y.n4 = ((s4 >> 32) ^ minus) - minus;
        long s5 = packed.n5; x.n5 = s5 & low; y.n5 = ((s5 >> 32) ^ minus) - minus;
        long s6 = packed.n6; x.n6 = s6 & low; y.n6 = ((s6 >> 32) ^ minus) - minus;
        long s7 = packed.n7; x.n7 = s7 & low; y.n7 = ((s7 >> 32) ^ minus) - minus;
        long s8 = packed.n8; x.n8 = s8 & low; y.n8 = ((s8 >> 32) ^ minus) - minus;
    }

    /// <summary>x and ±y from the packed entry at <paramref name="index"/>; −y where minus is −1. Reads every entry in the same way.</summary>
    public static void SelectPacked(FieldElement x, FieldElement y, FieldElement[] table, int index, long minus)
    {
        long low = 0xffffffff;
        long s0 = 0;
        long s1 = 0;
        long s2 = 0;
        long s3 = 0;
        long s4 = 0;
        long s5 = 0;
        long s6 = 0;
        long s7 = 0;
        long s8 = 0;
        for (int i = 0; i < table.Length; i++)
        {
            FieldElement entry = table[i];
            long mask = ((long)(index ^ i) - 1) >> 63;
            s0 |= entry.n0 & mask;
            s1 |= entry.n1 & mask;
            s2 |= entry.n2 & mask;
            s3 |= entry.n3 & mask;
            s4 |= entry.n4 & mask;
            s5 |= entry.n5 & mask;
            s6 |= entry.n6 & mask;
            s7 |= entry.n7 & mask;
            s8 |= entry.n8 & mask;
        }

        x.n0 = s0 & low;
        y.n0 = ((s0 >> 32) ^ minus) - minus;
        x.n1 = s1 & low;
        y.n1 = ((s1 >> 32) ^ minus) - minus;
        x.n2 = s2 & low;
        y.n2 = ((s2 >> 32) ^ minus) - minus;
        x.n3 = s3 & low;
        y.n3 = ((s3 >> 32) ^ minus) - minus;
        x.n4 = s4 & low;
        y.n4 = ((s4 >> 32) ^ minus) - minus;
        x.n5 = s5 & low;
        y.n5 = ((s5 >> 32) ^ minus) - minus;
        x.n6 = s6 & low;
        y.n6 = ((s6 >> 32) ^ minus) - minus;
        x.n7 = s7 & low;
        y.n7 = ((s7 >> 32) ^ minus) - minus;
        x.n8 = s8 & low;
        y.n8 = ((s8 >> 32) ^ minus) - minus;
    }
}
