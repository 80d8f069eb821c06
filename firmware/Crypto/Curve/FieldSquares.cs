namespace Holdfast.Crypto;

/// <summary>Squares with what follows them in the formulas for points. All give magnitude 1, and r may be any of the others.</summary>
internal sealed partial class FieldElement
{
    /// <summary>r = a². Wants magnitude 1.</summary>
    public static void Sqr(FieldElement r, FieldElement a)
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
        r.n8 = c & top;

        // What stands at 2^256 = 2^32 + 977 (mod p).
        c = (c >> 24) + (h8 << 13);
        r0 += c * c977;
        r1 += (r0 >> 29) + (c << 3);
        r.n0 = r0 & mask;
        r.n1 = r1 & mask;
        r.n2 = r2 + (r1 >> 29);
    }

    /// <summary>r = factor · a². Wants magnitude 1 and a factor of 1, 2 or 3.</summary>
    public static void SqrScaled(FieldElement r, FieldElement a, long factor)
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
        long e0 = a0 * factor;
        long e1 = a1 * factor;
        long e2 = a2 * factor;
        long e3 = a3 * factor;
        long e4 = a4 * factor;
        long e5 = a5 * factor;
        long e6 = a6 * factor;
        long e7 = a7 * factor;
        long e8 = a8 * factor;
        long d0 = e0 << 1;
        long d1 = e1 << 1;
        long d2 = e2 << 1;
        long d3 = e3 << 1;
        long d4 = e4 << 1;
        long d5 = e5 << 1;
        long d6 = e6 << 1;
        long d7 = e7 << 1;

        // Columns of weight 2^261 and up, carried: h0 … h8 stand at 2^261 · 2^29i.
        long c = d1 * a8 + d2 * a7 + d3 * a6 + d4 * a5;
        long h0 = c & mask;
        c = (c >> 29) + d2 * a8 + d3 * a7 + d4 * a6 + e5 * a5;
        long h1 = c & mask;
        c = (c >> 29) + d3 * a8 + d4 * a7 + d5 * a6;
        long h2 = c & mask;
        c = (c >> 29) + d4 * a8 + d5 * a7 + e6 * a6;
        long h3 = c & mask;
        c = (c >> 29) + d5 * a8 + d6 * a7;
        long h4 = c & mask;
        c = (c >> 29) + d6 * a8 + e7 * a7;
        long h5 = c & mask;
        c = (c >> 29) + d7 * a8;
        long h6 = c & mask;
        c = (c >> 29) + e8 * a8;
        long h7 = c & mask;
        long h8 = c >> 29;

        // 2^261 = 2^37 + 31264 (mod p): h_i comes back times 31264 at limb i and times 2^8 at limb i + 1.
        c = e0 * a0 + h0 * fold;
        long r0 = c & mask;
        c = (c >> 29) + d0 * a1 + h1 * fold + (h0 << 8);
        long r1 = c & mask;
        c = (c >> 29) + d0 * a2 + e1 * a1 + h2 * fold + (h1 << 8);
        long r2 = c & mask;
        c = (c >> 29) + d0 * a3 + d1 * a2 + h3 * fold + (h2 << 8);
        r.n3 = c & mask;
        c = (c >> 29) + d0 * a4 + d1 * a3 + e2 * a2 + h4 * fold + (h3 << 8);
        r.n4 = c & mask;
        c = (c >> 29) + d0 * a5 + d1 * a4 + d2 * a3 + h5 * fold + (h4 << 8);
        r.n5 = c & mask;
        c = (c >> 29) + d0 * a6 + d1 * a5 + d2 * a4 + e3 * a3 + h6 * fold + (h5 << 8);
        r.n6 = c & mask;
        c = (c >> 29) + d0 * a7 + d1 * a6 + d2 * a5 + d3 * a4 + h7 * fold + (h6 << 8);
        r.n7 = c & mask;
        c = (c >> 29) + d0 * a8 + d1 * a7 + d2 * a6 + d3 * a5 + e4 * a4 + h8 * fold + (h7 << 8);
        r.n8 = c & top;

        // What stands at 2^256 = 2^32 + 977 (mod p).
        c = (c >> 24) + (h8 << 13);
        r0 += c * c977;
        r1 += (r0 >> 29) + (c << 3);
        r.n0 = r0 & mask;
        r.n1 = r1 & mask;
        r.n2 = r2 + (r1 >> 29);
    }

    /// <summary>r = a² − s − factor · t. Wants magnitude 1 and a small factor.</summary>
    public static void SqrSub(FieldElement r, FieldElement a, FieldElement s, FieldElement t, long factor)
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
        c = a0 * a0 + h0 * fold - s.n0 - t.n0 * factor;
        long r0 = c & mask;
        c = (c >> 29) + d0 * a1 + h1 * fold + (h0 << 8) - s.n1 - t.n1 * factor;
        long r1 = c & mask;
        c = (c >> 29) + d0 * a2 + a1 * a1 + h2 * fold + (h1 << 8) - s.n2 - t.n2 * factor;
        long r2 = c & mask;
        c = (c >> 29) + d0 * a3 + d1 * a2 + h3 * fold + (h2 << 8) - s.n3 - t.n3 * factor;
        r.n3 = c & mask;
        c = (c >> 29) + d0 * a4 + d1 * a3 + a2 * a2 + h4 * fold + (h3 << 8) - s.n4 - t.n4 * factor;
        r.n4 = c & mask;
        c = (c >> 29) + d0 * a5 + d1 * a4 + d2 * a3 + h5 * fold + (h4 << 8) - s.n5 - t.n5 * factor;
        r.n5 = c & mask;
        c = (c >> 29) + d0 * a6 + d1 * a5 + d2 * a4 + a3 * a3 + h6 * fold + (h5 << 8) - s.n6 - t.n6 * factor;
        r.n6 = c & mask;
        c = (c >> 29) + d0 * a7 + d1 * a6 + d2 * a5 + d3 * a4 + h7 * fold + (h6 << 8) - s.n7 - t.n7 * factor;
        r.n7 = c & mask;
        c = (c >> 29) + d0 * a8 + d1 * a7 + d2 * a6 + d3 * a5 + a4 * a4 + h8 * fold + (h7 << 8) - s.n8 - t.n8 * factor;
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
