namespace Holdfast.Crypto;

/// <summary>
/// Doubling and mixed addition with every coordinate in locals: no intermediate value is stored or loaded, which saves a fifth of what the
/// interpreter would spend on calls of <see cref="FieldElement"/>. A product is what FieldProducts.cs explains: columns of weight 2^261 and up
/// are carried into h0 … h8 and come back times 31264 and 2^8; what stands at 2^256 comes back times 977 and 2^32.
/// </summary>
internal static class PointSteps
{
    /// <summary>p = 2^times · p, times ≥ 1. Infinity stays infinity; there is no point of order two.</summary>
    public static void Double(JacobianPoint p, int times)
    {
        long mask = 0x1fffffff;
        long top = 0xffffff;
        long fold = 31264;
        long c977 = 977;
        long three = 3;
        long c;
        long c0;
        FieldElement px = p.X;
        FieldElement py = p.Y;
        FieldElement pz = p.Z;
        long x0 = px.n0; long x1 = px.n1; long x2 = px.n2;
        long x3 = px.n3; long x4 = px.n4; long x5 = px.n5;
        long x6 = px.n6; long x7 = px.n7; long x8 = px.n8;
        long y0 = py.n0; long y1 = py.n1; long y2 = py.n2;
        long y3 = py.n3; long y4 = py.n4; long y5 = py.n5;
        long y6 = py.n6; long y7 = py.n7; long y8 = py.n8;
        long z0 = pz.n0; long z1 = pz.n1; long z2 = pz.n2;
        long z3 = pz.n3; long z4 = pz.n4; long z5 = pz.n5;
        long z6 = pz.n6; long z7 = pz.n7; long z8 = pz.n8;
        long s0, s1, s2, s3, s4, s5, s6, s7, s8;
        long e0, e1, e2, e3, e4, e5, e6, e7, e8;
        long t0, t1, t2, t3, t4, t5, t6, t7, t8;
        long d0, d1, d2, d3, d4, d5, d6, d7, d8;
        long w0, w1, w2, w3, w4, w5, w6, w7, w8;
        long h0, h1, h2, h3, h4, h5, h6, h7, h8;
        while (times > 0)
        {
            times--;
            p.Steps++;

            // S = 2 Y²
            w0 = y0 << 1; w1 = y1 << 1; w2 = y2 << 1;
            w3 = y3 << 1; w4 = y4 << 1; w5 = y5 << 1;
            w6 = y6 << 1; w7 = y7 << 1; w8 = y8 << 1;
            d0 = w0 << 1; d1 = w1 << 1; d2 = w2 << 1;
            d3 = w3 << 1; d4 = w4 << 1; d5 = w5 << 1;
            d6 = w6 << 1; d7 = w7 << 1; d8 = w8 << 1;
            c = d1 * y8 + d2 * y7 + d3 * y6 + d4 * y5; h0 = c & mask;
            c = (c >> 29) + d2 * y8 + d3 * y7 + d4 * y6 + w5 * y5; h1 = c & mask;
            c = (c >> 29) + d3 * y8 + d4 * y7 + d5 * y6; h2 = c & mask;
            c = (c >> 29) + d4 * y8 + d5 * y7 + w6 * y6; h3 = c & mask;
            c = (c >> 29) + d5 * y8 + d6 * y7; h4 = c & mask;
            c = (c >> 29) + d6 * y8 + w7 * y7; h5 = c & mask;
            c = (c >> 29) + d7 * y8; h6 = c & mask;
            c = (c >> 29) + w8 * y8; h7 = c & mask;
            h8 = c >> 29;
            c = w0 * y0 + h0 * fold; s0 = c & mask;
            c = (c >> 29) + d0 * y1 + h1 * fold + (h0 << 8); s1 = c & mask;
            c = (c >> 29) + d0 * y2 + w1 * y1 + h2 * fold + (h1 << 8); s2 = c & mask;
            c = (c >> 29) + d0 * y3 + d1 * y2 + h3 * fold + (h2 << 8); s3 = c & mask;
            c = (c >> 29) + d0 * y4 + d1 * y3 + w2 * y2 + h4 * fold + (h3 << 8); s4 = c & mask;
            c = (c >> 29) + d0 * y5 + d1 * y4 + d2 * y3 + h5 * fold + (h4 << 8); s5 = c & mask;
            c = (c >> 29) + d0 * y6 + d1 * y5 + d2 * y4 + w3 * y3 + h6 * fold + (h5 << 8); s6 = c & mask;
            c = (c >> 29) + d0 * y7 + d1 * y6 + d2 * y5 + d3 * y4 + h7 * fold + (h6 << 8); s7 = c & mask;
            c = (c >> 29) + d0 * y8 + d1 * y7 + d2 * y6 + d3 * y5 + w4 * y4 + h8 * fold + (h7 << 8); s8 = c & top;
            c = (c >> 24) + (h8 << 13);
            c0 = s0 + c * c977; s0 = c0 & mask;
            c = s1 + (c << 3) + (c0 >> 29); s1 = c & mask;
            s2 += c >> 29;

            // Z' = 2 Y Z
            c = w1 * z8 + w2 * z7 + w3 * z6 + w4 * z5 + w5 * z4 + w6 * z3 + w7 * z2 + w8 * z1; h0 = c & mask;
            c = (c >> 29) + w2 * z8 + w3 * z7 + w4 * z6 + w5 * z5 + w6 * z4 + w7 * z3 + w8 * z2; h1 = c & mask;
            c = (c >> 29) + w3 * z8 + w4 * z7 + w5 * z6 + w6 * z5 + w7 * z4 + w8 * z3; h2 = c & mask;
            c = (c >> 29) + w4 * z8 + w5 * z7 + w6 * z6 + w7 * z5 + w8 * z4; h3 = c & mask;
            c = (c >> 29) + w5 * z8 + w6 * z7 + w7 * z6 + w8 * z5; h4 = c & mask;
            c = (c >> 29) + w6 * z8 + w7 * z7 + w8 * z6; h5 = c & mask;
            c = (c >> 29) + w7 * z8 + w8 * z7; h6 = c & mask;
            c = (c >> 29) + w8 * z8; h7 = c & mask;
            h8 = c >> 29;
            c = w0 * z0 + h0 * fold; t0 = c & mask;
            c = (c >> 29) + w0 * z1 + w1 * z0 + h1 * fold + (h0 << 8); t1 = c & mask;
            c = (c >> 29) + w0 * z2 + w1 * z1 + w2 * z0 + h2 * fold + (h1 << 8); t2 = c & mask;
            c = (c >> 29) + w0 * z3 + w1 * z2 + w2 * z1 + w3 * z0 + h3 * fold + (h2 << 8); t3 = c & mask;
            c = (c >> 29) + w0 * z4 + w1 * z3 + w2 * z2 + w3 * z1 + w4 * z0 + h4 * fold + (h3 << 8); t4 = c & mask;
            c = (c >> 29) + w0 * z5 + w1 * z4 + w2 * z3 + w3 * z2 + w4 * z1 + w5 * z0 + h5 * fold + (h4 << 8); t5 = c & mask;
            c = (c >> 29) + w0 * z6 + w1 * z5 + w2 * z4 + w3 * z3 + w4 * z2 + w5 * z1 + w6 * z0 + h6 * fold + (h5 << 8); t6 = c & mask;
            c = (c >> 29) + w0 * z7 + w1 * z6 + w2 * z5 + w3 * z4 + w4 * z3 + w5 * z2 + w6 * z1 + w7 * z0 + h7 * fold + (h6 << 8); t7 = c & mask;
            c = (c >> 29) + w0 * z8 + w1 * z7 + w2 * z6 + w3 * z5 + w4 * z4 + w5 * z3 + w6 * z2 + w7 * z1 + w8 * z0 + h8 * fold + (h7 << 8); t8 = c & top;
            c = (c >> 24) + (h8 << 13);
            c0 = t0 + c * c977; t0 = c0 & mask;
            c = t1 + (c << 3) + (c0 >> 29); t1 = c & mask;
            t2 += c >> 29;
            z0 = t0; z1 = t1; z2 = t2;
            z3 = t3; z4 = t4; z5 = t5;
            z6 = t6; z7 = t7; z8 = t8;

            // T = X S
            c = x1 * s8 + x2 * s7 + x3 * s6 + x4 * s5 + x5 * s4 + x6 * s3 + x7 * s2 + x8 * s1; h0 = c & mask;
            c = (c >> 29) + x2 * s8 + x3 * s7 + x4 * s6 + x5 * s5 + x6 * s4 + x7 * s3 + x8 * s2; h1 = c & mask;
            c = (c >> 29) + x3 * s8 + x4 * s7 + x5 * s6 + x6 * s5 + x7 * s4 + x8 * s3; h2 = c & mask;
            c = (c >> 29) + x4 * s8 + x5 * s7 + x6 * s6 + x7 * s5 + x8 * s4; h3 = c & mask;
            c = (c >> 29) + x5 * s8 + x6 * s7 + x7 * s6 + x8 * s5; h4 = c & mask;
            c = (c >> 29) + x6 * s8 + x7 * s7 + x8 * s6; h5 = c & mask;
            c = (c >> 29) + x7 * s8 + x8 * s7; h6 = c & mask;
            c = (c >> 29) + x8 * s8; h7 = c & mask;
            h8 = c >> 29;
            c = x0 * s0 + h0 * fold; t0 = c & mask;
            c = (c >> 29) + x0 * s1 + x1 * s0 + h1 * fold + (h0 << 8); t1 = c & mask;
            c = (c >> 29) + x0 * s2 + x1 * s1 + x2 * s0 + h2 * fold + (h1 << 8); t2 = c & mask;
            c = (c >> 29) + x0 * s3 + x1 * s2 + x2 * s1 + x3 * s0 + h3 * fold + (h2 << 8); t3 = c & mask;
            c = (c >> 29) + x0 * s4 + x1 * s3 + x2 * s2 + x3 * s1 + x4 * s0 + h4 * fold + (h3 << 8); t4 = c & mask;
            c = (c >> 29) + x0 * s5 + x1 * s4 + x2 * s3 + x3 * s2 + x4 * s1 + x5 * s0 + h5 * fold + (h4 << 8); t5 = c & mask;
            c = (c >> 29) + x0 * s6 + x1 * s5 + x2 * s4 + x3 * s3 + x4 * s2 + x5 * s1 + x6 * s0 + h6 * fold + (h5 << 8); t6 = c & mask;
            c = (c >> 29) + x0 * s7 + x1 * s6 + x2 * s5 + x3 * s4 + x4 * s3 + x5 * s2 + x6 * s1 + x7 * s0 + h7 * fold + (h6 << 8); t7 = c & mask;
            c = (c >> 29) + x0 * s8 + x1 * s7 + x2 * s6 + x3 * s5 + x4 * s4 + x5 * s3 + x6 * s2 + x7 * s1 + x8 * s0 + h8 * fold + (h7 << 8); t8 = c & top;
            c = (c >> 24) + (h8 << 13);
            c0 = t0 + c * c977; t0 = c0 & mask;
            c = t1 + (c << 3) + (c0 >> 29); t1 = c & mask;
            t2 += c >> 29;

            // E = 3 X²
            w0 = x0 * three; w1 = x1 * three; w2 = x2 * three;
            w3 = x3 * three; w4 = x4 * three; w5 = x5 * three;
            w6 = x6 * three; w7 = x7 * three; w8 = x8 * three;
            d0 = w0 << 1; d1 = w1 << 1; d2 = w2 << 1;
            d3 = w3 << 1; d4 = w4 << 1; d5 = w5 << 1;
            d6 = w6 << 1; d7 = w7 << 1; d8 = w8 << 1;
            c = d1 * x8 + d2 * x7 + d3 * x6 + d4 * x5; h0 = c & mask;
            c = (c >> 29) + d2 * x8 + d3 * x7 + d4 * x6 + w5 * x5; h1 = c & mask;
            c = (c >> 29) + d3 * x8 + d4 * x7 + d5 * x6; h2 = c & mask;
            c = (c >> 29) + d4 * x8 + d5 * x7 + w6 * x6; h3 = c & mask;
            c = (c >> 29) + d5 * x8 + d6 * x7; h4 = c & mask;
            c = (c >> 29) + d6 * x8 + w7 * x7; h5 = c & mask;
            c = (c >> 29) + d7 * x8; h6 = c & mask;
            c = (c >> 29) + w8 * x8; h7 = c & mask;
            h8 = c >> 29;
            c = w0 * x0 + h0 * fold; e0 = c & mask;
            c = (c >> 29) + d0 * x1 + h1 * fold + (h0 << 8); e1 = c & mask;
            c = (c >> 29) + d0 * x2 + w1 * x1 + h2 * fold + (h1 << 8); e2 = c & mask;
            c = (c >> 29) + d0 * x3 + d1 * x2 + h3 * fold + (h2 << 8); e3 = c & mask;
            c = (c >> 29) + d0 * x4 + d1 * x3 + w2 * x2 + h4 * fold + (h3 << 8); e4 = c & mask;
            c = (c >> 29) + d0 * x5 + d1 * x4 + d2 * x3 + h5 * fold + (h4 << 8); e5 = c & mask;
            c = (c >> 29) + d0 * x6 + d1 * x5 + d2 * x4 + w3 * x3 + h6 * fold + (h5 << 8); e6 = c & mask;
            c = (c >> 29) + d0 * x7 + d1 * x6 + d2 * x5 + d3 * x4 + h7 * fold + (h6 << 8); e7 = c & mask;
            c = (c >> 29) + d0 * x8 + d1 * x7 + d2 * x6 + d3 * x5 + w4 * x4 + h8 * fold + (h7 << 8); e8 = c & top;
            c = (c >> 24) + (h8 << 13);
            c0 = e0 + c * c977; e0 = c0 & mask;
            c = e1 + (c << 3) + (c0 >> 29); e1 = c & mask;
            e2 += c >> 29;

            // X' = E² − 4 T
            d0 = e0 << 1; d1 = e1 << 1; d2 = e2 << 1;
            d3 = e3 << 1; d4 = e4 << 1; d5 = e5 << 1;
            d6 = e6 << 1; d7 = e7 << 1; d8 = e8 << 1;
            c = d1 * e8 + d2 * e7 + d3 * e6 + d4 * e5; h0 = c & mask;
            c = (c >> 29) + d2 * e8 + d3 * e7 + d4 * e6 + e5 * e5; h1 = c & mask;
            c = (c >> 29) + d3 * e8 + d4 * e7 + d5 * e6; h2 = c & mask;
            c = (c >> 29) + d4 * e8 + d5 * e7 + e6 * e6; h3 = c & mask;
            c = (c >> 29) + d5 * e8 + d6 * e7; h4 = c & mask;
            c = (c >> 29) + d6 * e8 + e7 * e7; h5 = c & mask;
            c = (c >> 29) + d7 * e8; h6 = c & mask;
            c = (c >> 29) + e8 * e8; h7 = c & mask;
            h8 = c >> 29;
            c = e0 * e0 + h0 * fold - (t0 << 2); x0 = c & mask;
            c = (c >> 29) + d0 * e1 + h1 * fold + (h0 << 8) - (t1 << 2); x1 = c & mask;
            c = (c >> 29) + d0 * e2 + e1 * e1 + h2 * fold + (h1 << 8) - (t2 << 2); x2 = c & mask;
            c = (c >> 29) + d0 * e3 + d1 * e2 + h3 * fold + (h2 << 8) - (t3 << 2); x3 = c & mask;
            c = (c >> 29) + d0 * e4 + d1 * e3 + e2 * e2 + h4 * fold + (h3 << 8) - (t4 << 2); x4 = c & mask;
            c = (c >> 29) + d0 * e5 + d1 * e4 + d2 * e3 + h5 * fold + (h4 << 8) - (t5 << 2); x5 = c & mask;
            c = (c >> 29) + d0 * e6 + d1 * e5 + d2 * e4 + e3 * e3 + h6 * fold + (h5 << 8) - (t6 << 2); x6 = c & mask;
            c = (c >> 29) + d0 * e7 + d1 * e6 + d2 * e5 + d3 * e4 + h7 * fold + (h6 << 8) - (t7 << 2); x7 = c & mask;
            c = (c >> 29) + d0 * e8 + d1 * e7 + d2 * e6 + d3 * e5 + e4 * e4 + h8 * fold + (h7 << 8) - (t8 << 2); x8 = c & top;
            c = (c >> 24) + (h8 << 13);
            c0 = x0 + c * c977; x0 = c0 & mask;
            c = x1 + (c << 3) + (c0 >> 29); x1 = c & mask;
            x2 += c >> 29;

            // Y' = E (2 T − X') − 2 S², reduced once
            t0 = (t0 << 1) - x0; t1 = (t1 << 1) - x1; t2 = (t2 << 1) - x2;
            t3 = (t3 << 1) - x3; t4 = (t4 << 1) - x4; t5 = (t5 << 1) - x5;
            t6 = (t6 << 1) - x6; t7 = (t7 << 1) - x7; t8 = (t8 << 1) - x8;
            w0 = s0 << 1; w1 = s1 << 1; w2 = s2 << 1;
            w3 = s3 << 1; w4 = s4 << 1; w5 = s5 << 1;
            w6 = s6 << 1; w7 = s7 << 1; w8 = s8 << 1;
            d0 = w0 << 1; d1 = w1 << 1; d2 = w2 << 1;
            d3 = w3 << 1; d4 = w4 << 1; d5 = w5 << 1;
            d6 = w6 << 1; d7 = w7 << 1; d8 = w8 << 1;
            c = t1 * e8 + t2 * e7 + t3 * e6 + t4 * e5 + t5 * e4 + t6 * e3 + t7 * e2 + t8 * e1 - d1 * s8 - d2 * s7 - d3 * s6 - d4 * s5; h0 = c & mask;
            c = (c >> 29) + t2 * e8 + t3 * e7 + t4 * e6 + t5 * e5 + t6 * e4 + t7 * e3 + t8 * e2 - d2 * s8 - d3 * s7 - d4 * s6 - w5 * s5; h1 = c & mask;
            c = (c >> 29) + t3 * e8 + t4 * e7 + t5 * e6 + t6 * e5 + t7 * e4 + t8 * e3 - d3 * s8 - d4 * s7 - d5 * s6; h2 = c & mask;
            c = (c >> 29) + t4 * e8 + t5 * e7 + t6 * e6 + t7 * e5 + t8 * e4 - d4 * s8 - d5 * s7 - w6 * s6; h3 = c & mask;
            c = (c >> 29) + t5 * e8 + t6 * e7 + t7 * e6 + t8 * e5 - d5 * s8 - d6 * s7; h4 = c & mask;
            c = (c >> 29) + t6 * e8 + t7 * e7 + t8 * e6 - d6 * s8 - w7 * s7; h5 = c & mask;
            c = (c >> 29) + t7 * e8 + t8 * e7 - d7 * s8; h6 = c & mask;
            c = (c >> 29) + t8 * e8 - w8 * s8; h7 = c & mask;
            h8 = c >> 29;
            c = t0 * e0 - w0 * s0 + h0 * fold; y0 = c & mask;
            c = (c >> 29) + t0 * e1 + t1 * e0 - d0 * s1 + h1 * fold + (h0 << 8); y1 = c & mask;
            c = (c >> 29) + t0 * e2 + t1 * e1 + t2 * e0 - d0 * s2 - w1 * s1 + h2 * fold + (h1 << 8); y2 = c & mask;
            c = (c >> 29) + t0 * e3 + t1 * e2 + t2 * e1 + t3 * e0 - d0 * s3 - d1 * s2 + h3 * fold + (h2 << 8); y3 = c & mask;
            c = (c >> 29) + t0 * e4 + t1 * e3 + t2 * e2 + t3 * e1 + t4 * e0 - d0 * s4 - d1 * s3 - w2 * s2 + h4 * fold + (h3 << 8); y4 = c & mask;
            c = (c >> 29) + t0 * e5 + t1 * e4 + t2 * e3 + t3 * e2 + t4 * e1 + t5 * e0 - d0 * s5 - d1 * s4 - d2 * s3 + h5 * fold + (h4 << 8); y5 = c & mask;
            c = (c >> 29) + t0 * e6 + t1 * e5 + t2 * e4 + t3 * e3 + t4 * e2 + t5 * e1 + t6 * e0 - d0 * s6 - d1 * s5 - d2 * s4 - w3 * s3 + h6 * fold + (h5 << 8); y6 = c & mask;
            c = (c >> 29) + t0 * e7 + t1 * e6 + t2 * e5 + t3 * e4 + t4 * e3 + t5 * e2 + t6 * e1 + t7 * e0 - d0 * s7 - d1 * s6 - d2 * s5 - d3 * s4 + h7 * fold + (h6 << 8); y7 = c & mask;
            c = (c >> 29) + t0 * e8 + t1 * e7 + t2 * e6 + t3 * e5 + t4 * e4 + t5 * e3 + t6 * e2 + t7 * e1 + t8 * e0 - d0 * s8 - d1 * s7 - d2 * s6 - d3 * s5 - w4 * s4 + h8 * fold + (h7 << 8); y8 = c & top;
            c = (c >> 24) + (h8 << 13);
            c0 = y0 + c * c977; y0 = c0 & mask;
            c = y1 + (c << 3) + (c0 >> 29); y1 = c & mask;
            y2 += c >> 29;
        }

        px.n0 = x0; px.n1 = x1; px.n2 = x2;
        px.n3 = x3; px.n4 = x4; px.n5 = x5;
        px.n6 = x6; px.n7 = x7; px.n8 = x8;
        py.n0 = y0; py.n1 = y1; py.n2 = y2;
        py.n3 = y3; py.n4 = y4; py.n5 = y5;
        py.n6 = y6; py.n7 = y7; py.n8 = y8;
        pz.n0 = z0; pz.n1 = z1; pz.n2 = z2;
        pz.n3 = z3; pz.n4 = z4; pz.n5 = z5;
        pz.n6 = z6; pz.n7 = z7; pz.n8 = z8;
    }

    /// <summary>p = p + (x, y) for a point that is neither infinity nor ±(x, y); else Z becomes 0. 8 products and 3 squares.</summary>
    public static void AddAffine(JacobianPoint p, FieldElement x, FieldElement y)
    {
        p.Steps += 1000;
        long mask = 0x1fffffff;
        long top = 0xffffff;
        long fold = 31264;
        long c977 = 977;
        long c;
        long c0;
        FieldElement px = p.X;
        FieldElement py = p.Y;
        FieldElement pz = p.Z;
        long z0 = pz.n0; long z1 = pz.n1; long z2 = pz.n2;
        long z3 = pz.n3; long z4 = pz.n4; long z5 = pz.n5;
        long z6 = pz.n6; long z7 = pz.n7; long z8 = pz.n8;
        long a0, a1, a2, a3, a4, a5, a6, a7, a8;
        long b0, b1, b2, b3, b4, b5, b6, b7, b8;
        long d0, d1, d2, d3, d4, d5, d6, d7, d8;
        long w0, w1, w2, w3, w4, w5, w6, w7, w8;
        long u0, u1, u2, u3, u4, u5, u6, u7, u8;
        long v0, v1, v2, v3, v4, v5, v6, v7, v8;
        long h0, h1, h2, h3, h4, h5, h6, h7, h8;

        // A = Z²
        d0 = z0 << 1; d1 = z1 << 1; d2 = z2 << 1;
        d3 = z3 << 1; d4 = z4 << 1; d5 = z5 << 1;
        d6 = z6 << 1; d7 = z7 << 1; d8 = z8 << 1;
        c = d1 * z8 + d2 * z7 + d3 * z6 + d4 * z5; h0 = c & mask;
        c = (c >> 29) + d2 * z8 + d3 * z7 + d4 * z6 + z5 * z5; h1 = c & mask;
        c = (c >> 29) + d3 * z8 + d4 * z7 + d5 * z6; h2 = c & mask;
        c = (c >> 29) + d4 * z8 + d5 * z7 + z6 * z6; h3 = c & mask;
        c = (c >> 29) + d5 * z8 + d6 * z7; h4 = c & mask;
        c = (c >> 29) + d6 * z8 + z7 * z7; h5 = c & mask;
        c = (c >> 29) + d7 * z8; h6 = c & mask;
        c = (c >> 29) + z8 * z8; h7 = c & mask;
        h8 = c >> 29;
        c = z0 * z0 + h0 * fold; a0 = c & mask;
        c = (c >> 29) + d0 * z1 + h1 * fold + (h0 << 8); a1 = c & mask;
        c = (c >> 29) + d0 * z2 + z1 * z1 + h2 * fold + (h1 << 8); a2 = c & mask;
        c = (c >> 29) + d0 * z3 + d1 * z2 + h3 * fold + (h2 << 8); a3 = c & mask;
        c = (c >> 29) + d0 * z4 + d1 * z3 + z2 * z2 + h4 * fold + (h3 << 8); a4 = c & mask;
        c = (c >> 29) + d0 * z5 + d1 * z4 + d2 * z3 + h5 * fold + (h4 << 8); a5 = c & mask;
        c = (c >> 29) + d0 * z6 + d1 * z5 + d2 * z4 + z3 * z3 + h6 * fold + (h5 << 8); a6 = c & mask;
        c = (c >> 29) + d0 * z7 + d1 * z6 + d2 * z5 + d3 * z4 + h7 * fold + (h6 << 8); a7 = c & mask;
        c = (c >> 29) + d0 * z8 + d1 * z7 + d2 * z6 + d3 * z5 + z4 * z4 + h8 * fold + (h7 << 8); a8 = c & top;
        c = (c >> 24) + (h8 << 13);
        c0 = a0 + c * c977; a0 = c0 & mask;
        c = a1 + (c << 3) + (c0 >> 29); a1 = c & mask;
        a2 += c >> 29;

        // B = Z³
        c = a1 * z8 + a2 * z7 + a3 * z6 + a4 * z5 + a5 * z4 + a6 * z3 + a7 * z2 + a8 * z1; h0 = c & mask;
        c = (c >> 29) + a2 * z8 + a3 * z7 + a4 * z6 + a5 * z5 + a6 * z4 + a7 * z3 + a8 * z2; h1 = c & mask;
        c = (c >> 29) + a3 * z8 + a4 * z7 + a5 * z6 + a6 * z5 + a7 * z4 + a8 * z3; h2 = c & mask;
        c = (c >> 29) + a4 * z8 + a5 * z7 + a6 * z6 + a7 * z5 + a8 * z4; h3 = c & mask;
        c = (c >> 29) + a5 * z8 + a6 * z7 + a7 * z6 + a8 * z5; h4 = c & mask;
        c = (c >> 29) + a6 * z8 + a7 * z7 + a8 * z6; h5 = c & mask;
        c = (c >> 29) + a7 * z8 + a8 * z7; h6 = c & mask;
        c = (c >> 29) + a8 * z8; h7 = c & mask;
        h8 = c >> 29;
        c = a0 * z0 + h0 * fold; b0 = c & mask;
        c = (c >> 29) + a0 * z1 + a1 * z0 + h1 * fold + (h0 << 8); b1 = c & mask;
        c = (c >> 29) + a0 * z2 + a1 * z1 + a2 * z0 + h2 * fold + (h1 << 8); b2 = c & mask;
        c = (c >> 29) + a0 * z3 + a1 * z2 + a2 * z1 + a3 * z0 + h3 * fold + (h2 << 8); b3 = c & mask;
        c = (c >> 29) + a0 * z4 + a1 * z3 + a2 * z2 + a3 * z1 + a4 * z0 + h4 * fold + (h3 << 8); b4 = c & mask;
        c = (c >> 29) + a0 * z5 + a1 * z4 + a2 * z3 + a3 * z2 + a4 * z1 + a5 * z0 + h5 * fold + (h4 << 8); b5 = c & mask;
        c = (c >> 29) + a0 * z6 + a1 * z5 + a2 * z4 + a3 * z3 + a4 * z2 + a5 * z1 + a6 * z0 + h6 * fold + (h5 << 8); b6 = c & mask;
        c = (c >> 29) + a0 * z7 + a1 * z6 + a2 * z5 + a3 * z4 + a4 * z3 + a5 * z2 + a6 * z1 + a7 * z0 + h7 * fold + (h6 << 8); b7 = c & mask;
        c = (c >> 29) + a0 * z8 + a1 * z7 + a2 * z6 + a3 * z5 + a4 * z4 + a5 * z3 + a6 * z2 + a7 * z1 + a8 * z0 + h8 * fold + (h7 << 8); b8 = c & top;
        c = (c >> 24) + (h8 << 13);
        c0 = b0 + c * c977; b0 = c0 & mask;
        c = b1 + (c << 3) + (c0 >> 29); b1 = c & mask;
        b2 += c >> 29;

        // H = x Z² − X, into w
        u0 = x.n0; u1 = x.n1; u2 = x.n2;
        u3 = x.n3; u4 = x.n4; u5 = x.n5;
        u6 = x.n6; u7 = x.n7; u8 = x.n8;
        v0 = px.n0; v1 = px.n1; v2 = px.n2;
        v3 = px.n3; v4 = px.n4; v5 = px.n5;
        v6 = px.n6; v7 = px.n7; v8 = px.n8;
        c = a1 * u8 + a2 * u7 + a3 * u6 + a4 * u5 + a5 * u4 + a6 * u3 + a7 * u2 + a8 * u1; h0 = c & mask;
        c = (c >> 29) + a2 * u8 + a3 * u7 + a4 * u6 + a5 * u5 + a6 * u4 + a7 * u3 + a8 * u2; h1 = c & mask;
        c = (c >> 29) + a3 * u8 + a4 * u7 + a5 * u6 + a6 * u5 + a7 * u4 + a8 * u3; h2 = c & mask;
        c = (c >> 29) + a4 * u8 + a5 * u7 + a6 * u6 + a7 * u5 + a8 * u4; h3 = c & mask;
        c = (c >> 29) + a5 * u8 + a6 * u7 + a7 * u6 + a8 * u5; h4 = c & mask;
        c = (c >> 29) + a6 * u8 + a7 * u7 + a8 * u6; h5 = c & mask;
        c = (c >> 29) + a7 * u8 + a8 * u7; h6 = c & mask;
        c = (c >> 29) + a8 * u8; h7 = c & mask;
        h8 = c >> 29;
        c = a0 * u0 + h0 * fold - v0; w0 = c & mask;
        c = (c >> 29) + a0 * u1 + a1 * u0 + h1 * fold + (h0 << 8) - v1; w1 = c & mask;
        c = (c >> 29) + a0 * u2 + a1 * u1 + a2 * u0 + h2 * fold + (h1 << 8) - v2; w2 = c & mask;
        c = (c >> 29) + a0 * u3 + a1 * u2 + a2 * u1 + a3 * u0 + h3 * fold + (h2 << 8) - v3; w3 = c & mask;
        c = (c >> 29) + a0 * u4 + a1 * u3 + a2 * u2 + a3 * u1 + a4 * u0 + h4 * fold + (h3 << 8) - v4; w4 = c & mask;
        c = (c >> 29) + a0 * u5 + a1 * u4 + a2 * u3 + a3 * u2 + a4 * u1 + a5 * u0 + h5 * fold + (h4 << 8) - v5; w5 = c & mask;
        c = (c >> 29) + a0 * u6 + a1 * u5 + a2 * u4 + a3 * u3 + a4 * u2 + a5 * u1 + a6 * u0 + h6 * fold + (h5 << 8) - v6; w6 = c & mask;
        c = (c >> 29) + a0 * u7 + a1 * u6 + a2 * u5 + a3 * u4 + a4 * u3 + a5 * u2 + a6 * u1 + a7 * u0 + h7 * fold + (h6 << 8) - v7; w7 = c & mask;
        c = (c >> 29) + a0 * u8 + a1 * u7 + a2 * u6 + a3 * u5 + a4 * u4 + a5 * u3 + a6 * u2 + a7 * u1 + a8 * u0 + h8 * fold + (h7 << 8) - v8; w8 = c & top;
        c = (c >> 24) + (h8 << 13);
        c0 = w0 + c * c977; w0 = c0 & mask;
        c = w1 + (c << 3) + (c0 >> 29); w1 = c & mask;
        w2 += c >> 29;

        // Z' = Z H
        c = z1 * w8 + z2 * w7 + z3 * w6 + z4 * w5 + z5 * w4 + z6 * w3 + z7 * w2 + z8 * w1; h0 = c & mask;
        c = (c >> 29) + z2 * w8 + z3 * w7 + z4 * w6 + z5 * w5 + z6 * w4 + z7 * w3 + z8 * w2; h1 = c & mask;
        c = (c >> 29) + z3 * w8 + z4 * w7 + z5 * w6 + z6 * w5 + z7 * w4 + z8 * w3; h2 = c & mask;
        c = (c >> 29) + z4 * w8 + z5 * w7 + z6 * w6 + z7 * w5 + z8 * w4; h3 = c & mask;
        c = (c >> 29) + z5 * w8 + z6 * w7 + z7 * w6 + z8 * w5; h4 = c & mask;
        c = (c >> 29) + z6 * w8 + z7 * w7 + z8 * w6; h5 = c & mask;
        c = (c >> 29) + z7 * w8 + z8 * w7; h6 = c & mask;
        c = (c >> 29) + z8 * w8; h7 = c & mask;
        h8 = c >> 29;
        c = z0 * w0 + h0 * fold; a0 = c & mask;
        c = (c >> 29) + z0 * w1 + z1 * w0 + h1 * fold + (h0 << 8); a1 = c & mask;
        c = (c >> 29) + z0 * w2 + z1 * w1 + z2 * w0 + h2 * fold + (h1 << 8); a2 = c & mask;
        c = (c >> 29) + z0 * w3 + z1 * w2 + z2 * w1 + z3 * w0 + h3 * fold + (h2 << 8); a3 = c & mask;
        c = (c >> 29) + z0 * w4 + z1 * w3 + z2 * w2 + z3 * w1 + z4 * w0 + h4 * fold + (h3 << 8); a4 = c & mask;
        c = (c >> 29) + z0 * w5 + z1 * w4 + z2 * w3 + z3 * w2 + z4 * w1 + z5 * w0 + h5 * fold + (h4 << 8); a5 = c & mask;
        c = (c >> 29) + z0 * w6 + z1 * w5 + z2 * w4 + z3 * w3 + z4 * w2 + z5 * w1 + z6 * w0 + h6 * fold + (h5 << 8); a6 = c & mask;
        c = (c >> 29) + z0 * w7 + z1 * w6 + z2 * w5 + z3 * w4 + z4 * w3 + z5 * w2 + z6 * w1 + z7 * w0 + h7 * fold + (h6 << 8); a7 = c & mask;
        c = (c >> 29) + z0 * w8 + z1 * w7 + z2 * w6 + z3 * w5 + z4 * w4 + z5 * w3 + z6 * w2 + z7 * w1 + z8 * w0 + h8 * fold + (h7 << 8); a8 = c & top;
        c = (c >> 24) + (h8 << 13);
        c0 = a0 + c * c977; a0 = c0 & mask;
        c = a1 + (c << 3) + (c0 >> 29); a1 = c & mask;
        a2 += c >> 29;
        pz.n0 = a0; pz.n1 = a1; pz.n2 = a2;
        pz.n3 = a3; pz.n4 = a4; pz.n5 = a5;
        pz.n6 = a6; pz.n7 = a7; pz.n8 = a8;

        // R = y Z³ − Y, into z
        u0 = y.n0; u1 = y.n1; u2 = y.n2;
        u3 = y.n3; u4 = y.n4; u5 = y.n5;
        u6 = y.n6; u7 = y.n7; u8 = y.n8;
        a0 = py.n0; a1 = py.n1; a2 = py.n2;
        a3 = py.n3; a4 = py.n4; a5 = py.n5;
        a6 = py.n6; a7 = py.n7; a8 = py.n8;
        c = b1 * u8 + b2 * u7 + b3 * u6 + b4 * u5 + b5 * u4 + b6 * u3 + b7 * u2 + b8 * u1; h0 = c & mask;
        c = (c >> 29) + b2 * u8 + b3 * u7 + b4 * u6 + b5 * u5 + b6 * u4 + b7 * u3 + b8 * u2; h1 = c & mask;
        c = (c >> 29) + b3 * u8 + b4 * u7 + b5 * u6 + b6 * u5 + b7 * u4 + b8 * u3; h2 = c & mask;
        c = (c >> 29) + b4 * u8 + b5 * u7 + b6 * u6 + b7 * u5 + b8 * u4; h3 = c & mask;
        c = (c >> 29) + b5 * u8 + b6 * u7 + b7 * u6 + b8 * u5; h4 = c & mask;
        c = (c >> 29) + b6 * u8 + b7 * u7 + b8 * u6; h5 = c & mask;
        c = (c >> 29) + b7 * u8 + b8 * u7; h6 = c & mask;
        c = (c >> 29) + b8 * u8; h7 = c & mask;
        h8 = c >> 29;
        c = b0 * u0 + h0 * fold - a0; z0 = c & mask;
        c = (c >> 29) + b0 * u1 + b1 * u0 + h1 * fold + (h0 << 8) - a1; z1 = c & mask;
        c = (c >> 29) + b0 * u2 + b1 * u1 + b2 * u0 + h2 * fold + (h1 << 8) - a2; z2 = c & mask;
        c = (c >> 29) + b0 * u3 + b1 * u2 + b2 * u1 + b3 * u0 + h3 * fold + (h2 << 8) - a3; z3 = c & mask;
        c = (c >> 29) + b0 * u4 + b1 * u3 + b2 * u2 + b3 * u1 + b4 * u0 + h4 * fold + (h3 << 8) - a4; z4 = c & mask;
        c = (c >> 29) + b0 * u5 + b1 * u4 + b2 * u3 + b3 * u2 + b4 * u1 + b5 * u0 + h5 * fold + (h4 << 8) - a5; z5 = c & mask;
        c = (c >> 29) + b0 * u6 + b1 * u5 + b2 * u4 + b3 * u3 + b4 * u2 + b5 * u1 + b6 * u0 + h6 * fold + (h5 << 8) - a6; z6 = c & mask;
        c = (c >> 29) + b0 * u7 + b1 * u6 + b2 * u5 + b3 * u4 + b4 * u3 + b5 * u2 + b6 * u1 + b7 * u0 + h7 * fold + (h6 << 8) - a7; z7 = c & mask;
        c = (c >> 29) + b0 * u8 + b1 * u7 + b2 * u6 + b3 * u5 + b4 * u4 + b5 * u3 + b6 * u2 + b7 * u1 + b8 * u0 + h8 * fold + (h7 << 8) - a8; z8 = c & top;
        c = (c >> 24) + (h8 << 13);
        c0 = z0 + c * c977; z0 = c0 & mask;
        c = z1 + (c << 3) + (c0 >> 29); z1 = c & mask;
        z2 += c >> 29;

        // H², into b
        d0 = w0 << 1; d1 = w1 << 1; d2 = w2 << 1;
        d3 = w3 << 1; d4 = w4 << 1; d5 = w5 << 1;
        d6 = w6 << 1; d7 = w7 << 1; d8 = w8 << 1;
        c = d1 * w8 + d2 * w7 + d3 * w6 + d4 * w5; h0 = c & mask;
        c = (c >> 29) + d2 * w8 + d3 * w7 + d4 * w6 + w5 * w5; h1 = c & mask;
        c = (c >> 29) + d3 * w8 + d4 * w7 + d5 * w6; h2 = c & mask;
        c = (c >> 29) + d4 * w8 + d5 * w7 + w6 * w6; h3 = c & mask;
        c = (c >> 29) + d5 * w8 + d6 * w7; h4 = c & mask;
        c = (c >> 29) + d6 * w8 + w7 * w7; h5 = c & mask;
        c = (c >> 29) + d7 * w8; h6 = c & mask;
        c = (c >> 29) + w8 * w8; h7 = c & mask;
        h8 = c >> 29;
        c = w0 * w0 + h0 * fold; b0 = c & mask;
        c = (c >> 29) + d0 * w1 + h1 * fold + (h0 << 8); b1 = c & mask;
        c = (c >> 29) + d0 * w2 + w1 * w1 + h2 * fold + (h1 << 8); b2 = c & mask;
        c = (c >> 29) + d0 * w3 + d1 * w2 + h3 * fold + (h2 << 8); b3 = c & mask;
        c = (c >> 29) + d0 * w4 + d1 * w3 + w2 * w2 + h4 * fold + (h3 << 8); b4 = c & mask;
        c = (c >> 29) + d0 * w5 + d1 * w4 + d2 * w3 + h5 * fold + (h4 << 8); b5 = c & mask;
        c = (c >> 29) + d0 * w6 + d1 * w5 + d2 * w4 + w3 * w3 + h6 * fold + (h5 << 8); b6 = c & mask;
        c = (c >> 29) + d0 * w7 + d1 * w6 + d2 * w5 + d3 * w4 + h7 * fold + (h6 << 8); b7 = c & mask;
        c = (c >> 29) + d0 * w8 + d1 * w7 + d2 * w6 + d3 * w5 + w4 * w4 + h8 * fold + (h7 << 8); b8 = c & top;
        c = (c >> 24) + (h8 << 13);
        c0 = b0 + c * c977; b0 = c0 & mask;
        c = b1 + (c << 3) + (c0 >> 29); b1 = c & mask;
        b2 += c >> 29;

        // H³, into u
        c = b1 * w8 + b2 * w7 + b3 * w6 + b4 * w5 + b5 * w4 + b6 * w3 + b7 * w2 + b8 * w1; h0 = c & mask;
        c = (c >> 29) + b2 * w8 + b3 * w7 + b4 * w6 + b5 * w5 + b6 * w4 + b7 * w3 + b8 * w2; h1 = c & mask;
        c = (c >> 29) + b3 * w8 + b4 * w7 + b5 * w6 + b6 * w5 + b7 * w4 + b8 * w3; h2 = c & mask;
        c = (c >> 29) + b4 * w8 + b5 * w7 + b6 * w6 + b7 * w5 + b8 * w4; h3 = c & mask;
        c = (c >> 29) + b5 * w8 + b6 * w7 + b7 * w6 + b8 * w5; h4 = c & mask;
        c = (c >> 29) + b6 * w8 + b7 * w7 + b8 * w6; h5 = c & mask;
        c = (c >> 29) + b7 * w8 + b8 * w7; h6 = c & mask;
        c = (c >> 29) + b8 * w8; h7 = c & mask;
        h8 = c >> 29;
        c = b0 * w0 + h0 * fold; u0 = c & mask;
        c = (c >> 29) + b0 * w1 + b1 * w0 + h1 * fold + (h0 << 8); u1 = c & mask;
        c = (c >> 29) + b0 * w2 + b1 * w1 + b2 * w0 + h2 * fold + (h1 << 8); u2 = c & mask;
        c = (c >> 29) + b0 * w3 + b1 * w2 + b2 * w1 + b3 * w0 + h3 * fold + (h2 << 8); u3 = c & mask;
        c = (c >> 29) + b0 * w4 + b1 * w3 + b2 * w2 + b3 * w1 + b4 * w0 + h4 * fold + (h3 << 8); u4 = c & mask;
        c = (c >> 29) + b0 * w5 + b1 * w4 + b2 * w3 + b3 * w2 + b4 * w1 + b5 * w0 + h5 * fold + (h4 << 8); u5 = c & mask;
        c = (c >> 29) + b0 * w6 + b1 * w5 + b2 * w4 + b3 * w3 + b4 * w2 + b5 * w1 + b6 * w0 + h6 * fold + (h5 << 8); u6 = c & mask;
        c = (c >> 29) + b0 * w7 + b1 * w6 + b2 * w5 + b3 * w4 + b4 * w3 + b5 * w2 + b6 * w1 + b7 * w0 + h7 * fold + (h6 << 8); u7 = c & mask;
        c = (c >> 29) + b0 * w8 + b1 * w7 + b2 * w6 + b3 * w5 + b4 * w4 + b5 * w3 + b6 * w2 + b7 * w1 + b8 * w0 + h8 * fold + (h7 << 8); u8 = c & top;
        c = (c >> 24) + (h8 << 13);
        c0 = u0 + c * c977; u0 = c0 & mask;
        c = u1 + (c << 3) + (c0 >> 29); u1 = c & mask;
        u2 += c >> 29;

        // V = X H², into w
        c = b1 * v8 + b2 * v7 + b3 * v6 + b4 * v5 + b5 * v4 + b6 * v3 + b7 * v2 + b8 * v1; h0 = c & mask;
        c = (c >> 29) + b2 * v8 + b3 * v7 + b4 * v6 + b5 * v5 + b6 * v4 + b7 * v3 + b8 * v2; h1 = c & mask;
        c = (c >> 29) + b3 * v8 + b4 * v7 + b5 * v6 + b6 * v5 + b7 * v4 + b8 * v3; h2 = c & mask;
        c = (c >> 29) + b4 * v8 + b5 * v7 + b6 * v6 + b7 * v5 + b8 * v4; h3 = c & mask;
        c = (c >> 29) + b5 * v8 + b6 * v7 + b7 * v6 + b8 * v5; h4 = c & mask;
        c = (c >> 29) + b6 * v8 + b7 * v7 + b8 * v6; h5 = c & mask;
        c = (c >> 29) + b7 * v8 + b8 * v7; h6 = c & mask;
        c = (c >> 29) + b8 * v8; h7 = c & mask;
        h8 = c >> 29;
        c = b0 * v0 + h0 * fold; w0 = c & mask;
        c = (c >> 29) + b0 * v1 + b1 * v0 + h1 * fold + (h0 << 8); w1 = c & mask;
        c = (c >> 29) + b0 * v2 + b1 * v1 + b2 * v0 + h2 * fold + (h1 << 8); w2 = c & mask;
        c = (c >> 29) + b0 * v3 + b1 * v2 + b2 * v1 + b3 * v0 + h3 * fold + (h2 << 8); w3 = c & mask;
        c = (c >> 29) + b0 * v4 + b1 * v3 + b2 * v2 + b3 * v1 + b4 * v0 + h4 * fold + (h3 << 8); w4 = c & mask;
        c = (c >> 29) + b0 * v5 + b1 * v4 + b2 * v3 + b3 * v2 + b4 * v1 + b5 * v0 + h5 * fold + (h4 << 8); w5 = c & mask;
        c = (c >> 29) + b0 * v6 + b1 * v5 + b2 * v4 + b3 * v3 + b4 * v2 + b5 * v1 + b6 * v0 + h6 * fold + (h5 << 8); w6 = c & mask;
        c = (c >> 29) + b0 * v7 + b1 * v6 + b2 * v5 + b3 * v4 + b4 * v3 + b5 * v2 + b6 * v1 + b7 * v0 + h7 * fold + (h6 << 8); w7 = c & mask;
        c = (c >> 29) + b0 * v8 + b1 * v7 + b2 * v6 + b3 * v5 + b4 * v4 + b5 * v3 + b6 * v2 + b7 * v1 + b8 * v0 + h8 * fold + (h7 << 8); w8 = c & top;
        c = (c >> 24) + (h8 << 13);
        c0 = w0 + c * c977; w0 = c0 & mask;
        c = w1 + (c << 3) + (c0 >> 29); w1 = c & mask;
        w2 += c >> 29;

        // X' = R² − H³ − 2 V, into v
        d0 = z0 << 1; d1 = z1 << 1; d2 = z2 << 1;
        d3 = z3 << 1; d4 = z4 << 1; d5 = z5 << 1;
        d6 = z6 << 1; d7 = z7 << 1; d8 = z8 << 1;
        c = d1 * z8 + d2 * z7 + d3 * z6 + d4 * z5; h0 = c & mask;
        c = (c >> 29) + d2 * z8 + d3 * z7 + d4 * z6 + z5 * z5; h1 = c & mask;
        c = (c >> 29) + d3 * z8 + d4 * z7 + d5 * z6; h2 = c & mask;
        c = (c >> 29) + d4 * z8 + d5 * z7 + z6 * z6; h3 = c & mask;
        c = (c >> 29) + d5 * z8 + d6 * z7; h4 = c & mask;
        c = (c >> 29) + d6 * z8 + z7 * z7; h5 = c & mask;
        c = (c >> 29) + d7 * z8; h6 = c & mask;
        c = (c >> 29) + z8 * z8; h7 = c & mask;
        h8 = c >> 29;
        c = z0 * z0 + h0 * fold - u0 - (w0 << 1); v0 = c & mask;
        c = (c >> 29) + d0 * z1 + h1 * fold + (h0 << 8) - u1 - (w1 << 1); v1 = c & mask;
        c = (c >> 29) + d0 * z2 + z1 * z1 + h2 * fold + (h1 << 8) - u2 - (w2 << 1); v2 = c & mask;
        c = (c >> 29) + d0 * z3 + d1 * z2 + h3 * fold + (h2 << 8) - u3 - (w3 << 1); v3 = c & mask;
        c = (c >> 29) + d0 * z4 + d1 * z3 + z2 * z2 + h4 * fold + (h3 << 8) - u4 - (w4 << 1); v4 = c & mask;
        c = (c >> 29) + d0 * z5 + d1 * z4 + d2 * z3 + h5 * fold + (h4 << 8) - u5 - (w5 << 1); v5 = c & mask;
        c = (c >> 29) + d0 * z6 + d1 * z5 + d2 * z4 + z3 * z3 + h6 * fold + (h5 << 8) - u6 - (w6 << 1); v6 = c & mask;
        c = (c >> 29) + d0 * z7 + d1 * z6 + d2 * z5 + d3 * z4 + h7 * fold + (h6 << 8) - u7 - (w7 << 1); v7 = c & mask;
        c = (c >> 29) + d0 * z8 + d1 * z7 + d2 * z6 + d3 * z5 + z4 * z4 + h8 * fold + (h7 << 8) - u8 - (w8 << 1); v8 = c & top;
        c = (c >> 24) + (h8 << 13);
        c0 = v0 + c * c977; v0 = c0 & mask;
        c = v1 + (c << 3) + (c0 >> 29); v1 = c & mask;
        v2 += c >> 29;
        px.n0 = v0; px.n1 = v1; px.n2 = v2;
        px.n3 = v3; px.n4 = v4; px.n5 = v5;
        px.n6 = v6; px.n7 = v7; px.n8 = v8;

        // Y' = R (V − X') − Y H³, reduced once, into v
        w0 = w0 - v0; w1 = w1 - v1; w2 = w2 - v2;
        w3 = w3 - v3; w4 = w4 - v4; w5 = w5 - v5;
        w6 = w6 - v6; w7 = w7 - v7; w8 = w8 - v8;
        c = w1 * z8 + w2 * z7 + w3 * z6 + w4 * z5 + w5 * z4 + w6 * z3 + w7 * z2 + w8 * z1 - a1 * u8 - a2 * u7 - a3 * u6 - a4 * u5 - a5 * u4 - a6 * u3 - a7 * u2 - a8 * u1; h0 = c & mask;
        c = (c >> 29) + w2 * z8 + w3 * z7 + w4 * z6 + w5 * z5 + w6 * z4 + w7 * z3 + w8 * z2 - a2 * u8 - a3 * u7 - a4 * u6 - a5 * u5 - a6 * u4 - a7 * u3 - a8 * u2; h1 = c & mask;
        c = (c >> 29) + w3 * z8 + w4 * z7 + w5 * z6 + w6 * z5 + w7 * z4 + w8 * z3 - a3 * u8 - a4 * u7 - a5 * u6 - a6 * u5 - a7 * u4 - a8 * u3; h2 = c & mask;
        c = (c >> 29) + w4 * z8 + w5 * z7 + w6 * z6 + w7 * z5 + w8 * z4 - a4 * u8 - a5 * u7 - a6 * u6 - a7 * u5 - a8 * u4; h3 = c & mask;
        c = (c >> 29) + w5 * z8 + w6 * z7 + w7 * z6 + w8 * z5 - a5 * u8 - a6 * u7 - a7 * u6 - a8 * u5; h4 = c & mask;
        c = (c >> 29) + w6 * z8 + w7 * z7 + w8 * z6 - a6 * u8 - a7 * u7 - a8 * u6; h5 = c & mask;
        c = (c >> 29) + w7 * z8 + w8 * z7 - a7 * u8 - a8 * u7; h6 = c & mask;
        c = (c >> 29) + w8 * z8 - a8 * u8; h7 = c & mask;
        h8 = c >> 29;
        c = w0 * z0 - a0 * u0 + h0 * fold; v0 = c & mask;
        c = (c >> 29) + w0 * z1 + w1 * z0 - a0 * u1 - a1 * u0 + h1 * fold + (h0 << 8); v1 = c & mask;
        c = (c >> 29) + w0 * z2 + w1 * z1 + w2 * z0 - a0 * u2 - a1 * u1 - a2 * u0 + h2 * fold + (h1 << 8); v2 = c & mask;
        c = (c >> 29) + w0 * z3 + w1 * z2 + w2 * z1 + w3 * z0 - a0 * u3 - a1 * u2 - a2 * u1 - a3 * u0 + h3 * fold + (h2 << 8); v3 = c & mask;
        c = (c >> 29) + w0 * z4 + w1 * z3 + w2 * z2 + w3 * z1 + w4 * z0 - a0 * u4 - a1 * u3 - a2 * u2 - a3 * u1 - a4 * u0 + h4 * fold + (h3 << 8); v4 = c & mask;
        c = (c >> 29) + w0 * z5 + w1 * z4 + w2 * z3 + w3 * z2 + w4 * z1 + w5 * z0 - a0 * u5 - a1 * u4 - a2 * u3 - a3 * u2 - a4 * u1 - a5 * u0 + h5 * fold + (h4 << 8); v5 = c & mask;
        c = (c >> 29) + w0 * z6 + w1 * z5 + w2 * z4 + w3 * z3 + w4 * z2 + w5 * z1 + w6 * z0 - a0 * u6 - a1 * u5 - a2 * u4 - a3 * u3 - a4 * u2 - a5 * u1 - a6 * u0 + h6 * fold + (h5 << 8); v6 = c & mask;
        c = (c >> 29) + w0 * z7 + w1 * z6 + w2 * z5 + w3 * z4 + w4 * z3 + w5 * z2 + w6 * z1 + w7 * z0 - a0 * u7 - a1 * u6 - a2 * u5 - a3 * u4 - a4 * u3 - a5 * u2 - a6 * u1 - a7 * u0 + h7 * fold + (h6 << 8); v7 = c & mask;
        c = (c >> 29) + w0 * z8 + w1 * z7 + w2 * z6 + w3 * z5 + w4 * z4 + w5 * z3 + w6 * z2 + w7 * z1 + w8 * z0 - a0 * u8 - a1 * u7 - a2 * u6 - a3 * u5 - a4 * u4 - a5 * u3 - a6 * u2 - a7 * u1 - a8 * u0 + h8 * fold + (h7 << 8); v8 = c & top;
        c = (c >> 24) + (h8 << 13);
        c0 = v0 + c * c977; v0 = c0 & mask;
        c = v1 + (c << 3) + (c0 >> 29); v1 = c & mask;
        v2 += c >> 29;
        py.n0 = v0; py.n1 = v1; py.n2 = v2;
        py.n3 = v3; py.n4 = v4; py.n5 = v5;
        py.n6 = v6; py.n7 = v7; py.n8 = v8;
    }
}
