namespace Holdfast.Crypto;

/// <summary>Squares, one and many in a row (the way to a square root). Both give magnitude 1, and r may be a.</summary>
internal sealed partial class FieldElement
{
    /// <summary>r = a². Wants magnitude 1.</summary>
    public static void Sqr(FieldElement r, FieldElement a)
    {
        SqrTimes(r, a, 1);
    }

    /// <summary>r = a^(2^times), times ≥ 1. Wants magnitude 1; gives magnitude 1.</summary>
    public static void SqrTimes(FieldElement r, FieldElement a, int times)
    {
        long mask = 0x1fffffff;
        long top = 0xffffff;
        long fold = 31264;
        long c977 = 977;
        long c;
        long c0;
        long a0 = a.n0; long a1 = a.n1; long a2 = a.n2;
        long a3 = a.n3; long a4 = a.n4; long a5 = a.n5;
        long a6 = a.n6; long a7 = a.n7; long a8 = a.n8;
        long b0, b1, b2, b3, b4, b5, b6, b7, b8;
        long d0, d1, d2, d3, d4, d5, d6, d7, d8;
        long h0, h1, h2, h3, h4, h5, h6, h7, h8;
        while (times > 0)
        {
            times--;
            d0 = a0 << 1; d1 = a1 << 1; d2 = a2 << 1;
            d3 = a3 << 1; d4 = a4 << 1; d5 = a5 << 1;
            d6 = a6 << 1; d7 = a7 << 1; d8 = a8 << 1;
            c = d1 * a8 + d2 * a7 + d3 * a6 + d4 * a5; h0 = c & mask;
            c = (c >> 29) + d2 * a8 + d3 * a7 + d4 * a6 + a5 * a5; h1 = c & mask;
            c = (c >> 29) + d3 * a8 + d4 * a7 + d5 * a6; h2 = c & mask;
            c = (c >> 29) + d4 * a8 + d5 * a7 + a6 * a6; h3 = c & mask;
            c = (c >> 29) + d5 * a8 + d6 * a7; h4 = c & mask;
            c = (c >> 29) + d6 * a8 + a7 * a7; h5 = c & mask;
            c = (c >> 29) + d7 * a8; h6 = c & mask;
            c = (c >> 29) + a8 * a8; h7 = c & mask;
            h8 = c >> 29;
            c = a0 * a0 + h0 * fold; b0 = c & mask;
            c = (c >> 29) + d0 * a1 + h1 * fold + (h0 << 8); b1 = c & mask;
            c = (c >> 29) + d0 * a2 + a1 * a1 + h2 * fold + (h1 << 8); b2 = c & mask;
            c = (c >> 29) + d0 * a3 + d1 * a2 + h3 * fold + (h2 << 8); b3 = c & mask;
            c = (c >> 29) + d0 * a4 + d1 * a3 + a2 * a2 + h4 * fold + (h3 << 8); b4 = c & mask;
            c = (c >> 29) + d0 * a5 + d1 * a4 + d2 * a3 + h5 * fold + (h4 << 8); b5 = c & mask;
            c = (c >> 29) + d0 * a6 + d1 * a5 + d2 * a4 + a3 * a3 + h6 * fold + (h5 << 8); b6 = c & mask;
            c = (c >> 29) + d0 * a7 + d1 * a6 + d2 * a5 + d3 * a4 + h7 * fold + (h6 << 8); b7 = c & mask;
            c = (c >> 29) + d0 * a8 + d1 * a7 + d2 * a6 + d3 * a5 + a4 * a4 + h8 * fold + (h7 << 8); b8 = c & top;
            c = (c >> 24) + (h8 << 13);
            c0 = b0 + c * c977; b0 = c0 & mask;
            c = b1 + (c << 3) + (c0 >> 29); b1 = c & mask;
            b2 += c >> 29;
            a0 = b0; a1 = b1; a2 = b2;
            a3 = b3; a4 = b4; a5 = b5;
            a6 = b6; a7 = b7; a8 = b8;
        }

        r.n0 = a0; r.n1 = a1; r.n2 = a2;
        r.n3 = a3; r.n4 = a4; r.n5 = a5;
        r.n6 = a6; r.n7 = a7; r.n8 = a8;
    }
}
