namespace Holdfast.Crypto;

/// <summary>The product of two elements. Gives magnitude 1, and r may be a or b.</summary>
internal sealed partial class FieldElement
{
    /// <summary>r = a · b. Wants magnitude(a) · magnitude(b) ≤ 3.</summary>
    public static void Mul(FieldElement r, FieldElement a, FieldElement b)
    {
        long mask = 0x1fffffff;
        long top = 0xffffff;
        long fold = 31264;
        long c977 = 977;
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
        r.n8 = c & top;

        // What stands at 2^256 = 2^32 + 977 (mod p).
        c = (c >> 24) + (h8 << 13);
        r0 += c * c977;
        r1 += (r0 >> 29) + (c << 3);
        r.n0 = r0 & mask;
        r.n1 = r1 & mask;
        r.n2 = r2 + (r1 >> 29);
    }
}
