namespace Holdfast.Crypto;

/// <summary>Sums of two products that are reduced only once. Both give magnitude 1, and r may be any of the others. Columns stay below 2^63.</summary>
internal sealed partial class FieldElement
{
    /// <summary>r = (a − b) · m − s · t, reduced once: the y of a mixed addition. Wants magnitudes 1 of products.</summary>
    public static void MulDiffSubMul(FieldElement r, FieldElement a, FieldElement b, FieldElement m, FieldElement s, FieldElement t)
    {
        long mask = 0x1fffffff;
        long top = 0xffffff;
        long fold = 31264;
        long c977 = 977;
        long a0 = a.n0 - b.n0;
        long a1 = a.n1 - b.n1;
        long a2 = a.n2 - b.n2;
        long a3 = a.n3 - b.n3;
        long a4 = a.n4 - b.n4;
        long a5 = a.n5 - b.n5;
        long a6 = a.n6 - b.n6;
        long a7 = a.n7 - b.n7;
        long a8 = a.n8 - b.n8;
        long m0 = m.n0;
        long m1 = m.n1;
        long m2 = m.n2;
        long m3 = m.n3;
        long m4 = m.n4;
        long m5 = m.n5;
        long m6 = m.n6;
        long m7 = m.n7;
        long m8 = m.n8;
        long s0 = s.n0;
        long s1 = s.n1;
        long s2 = s.n2;
        long s3 = s.n3;
        long s4 = s.n4;
        long s5 = s.n5;
        long s6 = s.n6;
        long s7 = s.n7;
        long s8 = s.n8;
        long t0 = t.n0;
        long t1 = t.n1;
        long t2 = t.n2;
        long t3 = t.n3;
        long t4 = t.n4;
        long t5 = t.n5;
        long t6 = t.n6;
        long t7 = t.n7;
        long t8 = t.n8;

        // Columns of weight 2^261 and up, carried: h0 … h8 stand at 2^261 · 2^29i.
        long c = a1 * m8 + a2 * m7 + a3 * m6 + a4 * m5 + a5 * m4 + a6 * m3 + a7 * m2 + a8 * m1 - s1 * t8 - s2 * t7 - s3 * t6 - s4 * t5 - s5 * t4 - s6 * t3 - s7 * t2 - s8 * t1;
        long h0 = c & mask;
        c = (c >> 29) + a2 * m8 + a3 * m7 + a4 * m6 + a5 * m5 + a6 * m4 + a7 * m3 + a8 * m2 - s2 * t8 - s3 * t7 - s4 * t6 - s5 * t5 - s6 * t4 - s7 * t3 - s8 * t2;
        long h1 = c & mask;
        c = (c >> 29) + a3 * m8 + a4 * m7 + a5 * m6 + a6 * m5 + a7 * m4 + a8 * m3 - s3 * t8 - s4 * t7 - s5 * t6 - s6 * t5 - s7 * t4 - s8 * t3;
        long h2 = c & mask;
        c = (c >> 29) + a4 * m8 + a5 * m7 + a6 * m6 + a7 * m5 + a8 * m4 - s4 * t8 - s5 * t7 - s6 * t6 - s7 * t5 - s8 * t4;
        long h3 = c & mask;
        c = (c >> 29) + a5 * m8 + a6 * m7 + a7 * m6 + a8 * m5 - s5 * t8 - s6 * t7 - s7 * t6 - s8 * t5;
        long h4 = c & mask;
        c = (c >> 29) + a6 * m8 + a7 * m7 + a8 * m6 - s6 * t8 - s7 * t7 - s8 * t6;
        long h5 = c & mask;
        c = (c >> 29) + a7 * m8 + a8 * m7 - s7 * t8 - s8 * t7;
        long h6 = c & mask;
        c = (c >> 29) + a8 * m8 - s8 * t8;
        long h7 = c & mask;
        long h8 = c >> 29;

        // 2^261 = 2^37 + 31264 (mod p): h_i comes back times 31264 at limb i and times 2^8 at limb i + 1.
        c = a0 * m0 - s0 * t0 + h0 * fold;
        long r0 = c & mask;
        c = (c >> 29) + a0 * m1 + a1 * m0 - s0 * t1 - s1 * t0 + h1 * fold + (h0 << 8);
        long r1 = c & mask;
        c = (c >> 29) + a0 * m2 + a1 * m1 + a2 * m0 - s0 * t2 - s1 * t1 - s2 * t0 + h2 * fold + (h1 << 8);
        long r2 = c & mask;
        c = (c >> 29) + a0 * m3 + a1 * m2 + a2 * m1 + a3 * m0 - s0 * t3 - s1 * t2 - s2 * t1 - s3 * t0 + h3 * fold + (h2 << 8);
        r.n3 = c & mask;
        c = (c >> 29) + a0 * m4 + a1 * m3 + a2 * m2 + a3 * m1 + a4 * m0 - s0 * t4 - s1 * t3 - s2 * t2 - s3 * t1 - s4 * t0 + h4 * fold + (h3 << 8);
        r.n4 = c & mask;
        c = (c >> 29) + a0 * m5 + a1 * m4 + a2 * m3 + a3 * m2 + a4 * m1 + a5 * m0 - s0 * t5 - s1 * t4 - s2 * t3 - s3 * t2 - s4 * t1 - s5 * t0 + h5 * fold + (h4 << 8);
        r.n5 = c & mask;
        c = (c >> 29) + a0 * m6 + a1 * m5 + a2 * m4 + a3 * m3 + a4 * m2 + a5 * m1 + a6 * m0 - s0 * t6 - s1 * t5 - s2 * t4 - s3 * t3 - s4 * t2 - s5 * t1 - s6 * t0 + h6 * fold + (h5 << 8);
        r.n6 = c & mask;
        c = (c >> 29) + a0 * m7 + a1 * m6 + a2 * m5 + a3 * m4 + a4 * m3 + a5 * m2 + a6 * m1 + a7 * m0 - s0 * t7 - s1 * t6 - s2 * t5 - s3 * t4 - s4 * t3 - s5 * t2 - s6 * t1 - s7 * t0 + h7 * fold + (h6 << 8);
        r.n7 = c & mask;
        c = (c >> 29) + a0 * m8 + a1 * m7 + a2 * m6 + a3 * m5 + a4 * m4 + a5 * m3 + a6 * m2 + a7 * m1 + a8 * m0 - s0 * t8 - s1 * t7 - s2 * t6 - s3 * t5 - s4 * t4 - s5 * t3 - s6 * t2 - s7 * t1 - s8 * t0 + h8 * fold + (h7 << 8);
        r.n8 = c & top;

        // What stands at 2^256 = 2^32 + 977 (mod p).
        c = (c >> 24) + (h8 << 13);
        r0 += c * c977;
        r1 += (r0 >> 29) + (c << 3);
        r.n0 = r0 & mask;
        r.n1 = r1 & mask;
        r.n2 = r2 + (r1 >> 29);
    }

    /// <summary>r = (2a − b) · m − 2 s², reduced once: the y of a doubling. Wants magnitudes 1 of products.</summary>
    public static void MulDoubleDiffSubSqr(FieldElement r, FieldElement a, FieldElement b, FieldElement m, FieldElement s)
    {
        long mask = 0x1fffffff;
        long top = 0xffffff;
        long fold = 31264;
        long c977 = 977;
        long a0 = (a.n0 << 1) - b.n0;
        long a1 = (a.n1 << 1) - b.n1;
        long a2 = (a.n2 << 1) - b.n2;
        long a3 = (a.n3 << 1) - b.n3;
        long a4 = (a.n4 << 1) - b.n4;
        long a5 = (a.n5 << 1) - b.n5;
        long a6 = (a.n6 << 1) - b.n6;
        long a7 = (a.n7 << 1) - b.n7;
        long a8 = (a.n8 << 1) - b.n8;
        long m0 = m.n0;
        long m1 = m.n1;
        long m2 = m.n2;
        long m3 = m.n3;
        long m4 = m.n4;
        long m5 = m.n5;
        long m6 = m.n6;
        long m7 = m.n7;
        long m8 = m.n8;
        long s0 = s.n0;
        long s1 = s.n1;
        long s2 = s.n2;
        long s3 = s.n3;
        long s4 = s.n4;
        long s5 = s.n5;
        long s6 = s.n6;
        long s7 = s.n7;
        long s8 = s.n8;
        long e0 = s0 << 1;
        long e1 = s1 << 1;
        long e2 = s2 << 1;
        long e3 = s3 << 1;
        long e4 = s4 << 1;
        long e5 = s5 << 1;
        long e6 = s6 << 1;
        long e7 = s7 << 1;
        long e8 = s8 << 1;
        long d0 = e0 << 1;
        long d1 = e1 << 1;
        long d2 = e2 << 1;
        long d3 = e3 << 1;
        long d4 = e4 << 1;
        long d5 = e5 << 1;
        long d6 = e6 << 1;
        long d7 = e7 << 1;

        // Columns of weight 2^261 and up, carried: h0 … h8 stand at 2^261 · 2^29i.
        long c = a1 * m8 + a2 * m7 + a3 * m6 + a4 * m5 + a5 * m4 + a6 * m3 + a7 * m2 + a8 * m1 - d1 * s8 - d2 * s7 - d3 * s6 - d4 * s5;
        long h0 = c & mask;
        c = (c >> 29) + a2 * m8 + a3 * m7 + a4 * m6 + a5 * m5 + a6 * m4 + a7 * m3 + a8 * m2 - d2 * s8 - d3 * s7 - d4 * s6 - e5 * s5;
        long h1 = c & mask;
        c = (c >> 29) + a3 * m8 + a4 * m7 + a5 * m6 + a6 * m5 + a7 * m4 + a8 * m3 - d3 * s8 - d4 * s7 - d5 * s6;
        long h2 = c & mask;
        c = (c >> 29) + a4 * m8 + a5 * m7 + a6 * m6 + a7 * m5 + a8 * m4 - d4 * s8 - d5 * s7 - e6 * s6;
        long h3 = c & mask;
        c = (c >> 29) + a5 * m8 + a6 * m7 + a7 * m6 + a8 * m5 - d5 * s8 - d6 * s7;
        long h4 = c & mask;
        c = (c >> 29) + a6 * m8 + a7 * m7 + a8 * m6 - d6 * s8 - e7 * s7;
        long h5 = c & mask;
        c = (c >> 29) + a7 * m8 + a8 * m7 - d7 * s8;
        long h6 = c & mask;
        c = (c >> 29) + a8 * m8 - e8 * s8;
        long h7 = c & mask;
        long h8 = c >> 29;

        // 2^261 = 2^37 + 31264 (mod p): h_i comes back times 31264 at limb i and times 2^8 at limb i + 1.
        c = a0 * m0 - e0 * s0 + h0 * fold;
        long r0 = c & mask;
        c = (c >> 29) + a0 * m1 + a1 * m0 - d0 * s1 + h1 * fold + (h0 << 8);
        long r1 = c & mask;
        c = (c >> 29) + a0 * m2 + a1 * m1 + a2 * m0 - d0 * s2 - e1 * s1 + h2 * fold + (h1 << 8);
        long r2 = c & mask;
        c = (c >> 29) + a0 * m3 + a1 * m2 + a2 * m1 + a3 * m0 - d0 * s3 - d1 * s2 + h3 * fold + (h2 << 8);
        r.n3 = c & mask;
        c = (c >> 29) + a0 * m4 + a1 * m3 + a2 * m2 + a3 * m1 + a4 * m0 - d0 * s4 - d1 * s3 - e2 * s2 + h4 * fold + (h3 << 8);
        r.n4 = c & mask;
        c = (c >> 29) + a0 * m5 + a1 * m4 + a2 * m3 + a3 * m2 + a4 * m1 + a5 * m0 - d0 * s5 - d1 * s4 - d2 * s3 + h5 * fold + (h4 << 8);
        r.n5 = c & mask;
        c = (c >> 29) + a0 * m6 + a1 * m5 + a2 * m4 + a3 * m3 + a4 * m2 + a5 * m1 + a6 * m0 - d0 * s6 - d1 * s5 - d2 * s4 - e3 * s3 + h6 * fold + (h5 << 8);
        r.n6 = c & mask;
        c = (c >> 29) + a0 * m7 + a1 * m6 + a2 * m5 + a3 * m4 + a4 * m3 + a5 * m2 + a6 * m1 + a7 * m0 - d0 * s7 - d1 * s6 - d2 * s5 - d3 * s4 + h7 * fold + (h6 << 8);
        r.n7 = c & mask;
        c = (c >> 29) + a0 * m8 + a1 * m7 + a2 * m6 + a3 * m5 + a4 * m4 + a5 * m3 + a6 * m2 + a7 * m1 + a8 * m0 - d0 * s8 - d1 * s7 - d2 * s6 - d3 * s5 - e4 * s4 + h8 * fold + (h7 << 8);
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
