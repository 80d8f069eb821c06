using System;
using Holdfast.Bytes;

namespace Holdfast.Crypto;

/// <summary>
/// Inverses modulo p and modulo n by division steps (Bernstein and Yang, "Fast constant-time gcd computation and modular inversion"; the
/// variant that starts with δ = 1/2 and needs 590 steps for 256 bits). Always the same 600 steps in the same order, whatever the number is.
/// <para>
/// Twenty steps run on one word that carries three numbers: bits 0 … 20 the low part of f (or g), then −u and −v, the row of the transition
/// matrix, scaled by 2^20 and 21 bits apart. Halving and adding such words halves and adds all three. Two rounds of twenty give a matrix
/// with entries up to 2^40, which is then applied to f, g, d and e in 13 limbs of 20 bits; dividing by 2^40 drops two limbs.
/// </para>
/// Owns scratch space, so an instance belongs to one thread.
/// </summary>
internal sealed class DivisionSteps
{
    private static readonly long[] s_p = { 0xffc2f, 0xfefff, 0xfffff, 0xfffff, 0xfffff, 0xfffff, 0xfffff, 0xfffff, 0xfffff, 0xfffff, 0xfffff, 0xfffff, 0xffff };
    private static readonly long[] s_n = { 0x64141, 0x8cd03, 0xfd25e, 0xa03bb, 0x6af48, 0xaedce, 0xffeba, 0xfffff, 0xfffff, 0xfffff, 0xfffff, 0xfffff, 0xffff };

    // Inverses of p and n modulo 2^40.
    private const long InverseOfP = 0xe22ddacacf;
    private const long InverseOfN = 0x99aa774ec1;

    private readonly long[] _v = new long[13];

    /// <summary>r = 1/a, and 0 for 0. Normalizes a.</summary>
    public void Field(FieldElement r, FieldElement a)
    {
        Room.Make(Room.CurveBytes);
        a.Normalize();
        Spread(_v, a);
        Invert(_v, s_p, InverseOfP);
        Gather(r, _v);
        Array.Clear(_v, 0, 13);
    }

    /// <summary>r = 1/a modulo n, and 0 for 0.</summary>
    public void Scalar(Scalar r, Scalar a)
    {
        Room.Make(Room.CurveBytes);
        Spread(_v, a);
        Invert(_v, s_n, InverseOfN);
        Gather(r, _v);
        Array.Clear(_v, 0, 13);
    }

    /// <summary>Replaces the number in <paramref name="value"/> by its inverse; the modulus comes with its own inverse modulo 2^40.</summary>
    private static void Invert(long[] value, long[] modulus, long modulusInverse)
    {
        long low = 0xfffff;
        long low40 = 0xffffffffff;
        long one = 1;
        long startF = 1L << 41;
        long startG = 1L << 62;
        long p0 = modulus[0];
        long p1 = modulus[1];
        long p2 = modulus[2];
        long p3 = modulus[3];
        long p4 = modulus[4];
        long p5 = modulus[5];
        long p6 = modulus[6];
        long p7 = modulus[7];
        long p8 = modulus[8];
        long p9 = modulus[9];
        long p10 = modulus[10];
        long p11 = modulus[11];
        long p12 = modulus[12];
        long g0 = value[0];
        long g1 = value[1];
        long g2 = value[2];
        long g3 = value[3];
        long g4 = value[4];
        long g5 = value[5];
        long g6 = value[6];
        long g7 = value[7];
        long g8 = value[8];
        long g9 = value[9];
        long g10 = value[10];
        long g11 = value[11];
        long g12 = value[12];
        long f0 = p0;
        long f1 = p1;
        long f2 = p2;
        long f3 = p3;
        long f4 = p4;
        long f5 = p5;
        long f6 = p6;
        long f7 = p7;
        long f8 = p8;
        long f9 = p9;
        long f10 = p10;
        long f11 = p11;
        long f12 = p12;
        long d0 = 0;
        long d1 = 0;
        long d2 = 0;
        long d3 = 0;
        long d4 = 0;
        long d5 = 0;
        long d6 = 0;
        long d7 = 0;
        long d8 = 0;
        long d9 = 0;
        long d10 = 0;
        long d11 = 0;
        long d12 = 0;
        long e0 = 1;
        long e1 = 0;
        long e2 = 0;
        long e3 = 0;
        long e4 = 0;
        long e5 = 0;
        long e6 = 0;
        long e7 = 0;
        long e8 = 0;
        long e9 = 0;
        long e10 = 0;
        long e11 = 0;
        long e12 = 0;

        long zeta = -1;
        long u = 0;
        long v = 0;
        long q = 0;
        long r = 0;
        long c;
        long t;
        for (int round = 0; round < 15; round++)
        {
            long f = f0;
            long g = g0;
            for (int half = 0; half < 2; half++)
            {
                f -= startF;
                g -= startG;
                long swap;
                long odd;
                for (int i = 0; i < 4; i++)
                {
                    // g = g/2, (g + f)/2, or f = g and g = (g − f)/2: by the parity of g and the sign of zeta.
                    swap = zeta >> 63;
                    odd = -(g & one);
                    g += ((f ^ swap) - swap) & odd;
                    swap &= odd;
                    zeta = (zeta ^ swap) - one;
                    f += g & swap;
                    g >>= 1;

                    swap = zeta >> 63;
                    odd = -(g & one);
                    g += ((f ^ swap) - swap) & odd;
                    swap &= odd;
                    zeta = (zeta ^ swap) - one;
                    f += g & swap;
                    g >>= 1;

                    swap = zeta >> 63;
                    odd = -(g & one);
                    g += ((f ^ swap) - swap) & odd;
                    swap &= odd;
                    zeta = (zeta ^ swap) - one;
                    f += g & swap;
                    g >>= 1;

                    swap = zeta >> 63;
                    odd = -(g & one);
                    g += ((f ^ swap) - swap) & odd;
                    swap &= odd;
                    zeta = (zeta ^ swap) - one;
                    f += g & swap;
                    g >>= 1;

                    swap = zeta >> 63;
                    odd = -(g & one);
                    g += ((f ^ swap) - swap) & odd;
                    swap &= odd;
                    zeta = (zeta ^ swap) - one;
                    f += g & swap;
                    g >>= 1;
                }

                // Take the three numbers apart; the lowest has done its work.
                f = (f - ((f << 43) >> 43)) >> 21;
                g = (g - ((g << 43) >> 43)) >> 21;
                long u2 = -((f << 43) >> 43);
                long q2 = -((g << 43) >> 43);
                long v2 = -((f + u2) >> 21);
                long r2 = -((g + q2) >> 21);
                if (half == 0)
                {
                    u = u2;
                    v = v2;
                    q = q2;
                    r = r2;
                    c = f0 + (f1 << 20);
                    t = g0 + (g1 << 20);
                    f = ((u * c + v * t) >> 20) & low;
                    g = ((q * c + r * t) >> 20) & low;
                }
                else
                {
                    c = u;
                    u = u2 * c + v2 * q;
                    q = q2 * c + r2 * q;
                    c = v;
                    v = u2 * c + v2 * r;
                    r = q2 * c + r2 * r;
                }
            }

            // d and e follow f and g modulo p: a multiple of the modulus makes them divisible by 2^40 and keeps them in (−2p, p).
            c = d12 >> 63;
            t = e12 >> 63;
            long md = (u & c) + (v & t);
            long me = (q & c) + (r & t);
            c = d0 + (d1 << 20);
            t = e0 + (e1 << 20);
            md -= ((u * c + v * t) * modulusInverse + md) & low40;
            me -= ((q * c + r * t) * modulusInverse + me) & low40;
            c = u * d0 + v * e0 + md * p0;
            t = q * d0 + r * e0 + me * p0;
            c = (c >> 20) + u * d1 + v * e1 + md * p1;
            t = (t >> 20) + q * d1 + r * e1 + me * p1;
            c = (c >> 20) + u * d2 + v * e2 + md * p2;
            t = (t >> 20) + q * d2 + r * e2 + me * p2;
            d0 = c & low;
            e0 = t & low;
            c = (c >> 20) + u * d3 + v * e3 + md * p3;
            t = (t >> 20) + q * d3 + r * e3 + me * p3;
            d1 = c & low;
            e1 = t & low;
            c = (c >> 20) + u * d4 + v * e4 + md * p4;
            t = (t >> 20) + q * d4 + r * e4 + me * p4;
            d2 = c & low;
            e2 = t & low;
            c = (c >> 20) + u * d5 + v * e5 + md * p5;
            t = (t >> 20) + q * d5 + r * e5 + me * p5;
            d3 = c & low;
            e3 = t & low;
            c = (c >> 20) + u * d6 + v * e6 + md * p6;
            t = (t >> 20) + q * d6 + r * e6 + me * p6;
            d4 = c & low;
            e4 = t & low;
            c = (c >> 20) + u * d7 + v * e7 + md * p7;
            t = (t >> 20) + q * d7 + r * e7 + me * p7;
            d5 = c & low;
            e5 = t & low;
            c = (c >> 20) + u * d8 + v * e8 + md * p8;
            t = (t >> 20) + q * d8 + r * e8 + me * p8;
            d6 = c & low;
            e6 = t & low;
            c = (c >> 20) + u * d9 + v * e9 + md * p9;
            t = (t >> 20) + q * d9 + r * e9 + me * p9;
            d7 = c & low;
            e7 = t & low;
            c = (c >> 20) + u * d10 + v * e10 + md * p10;
            t = (t >> 20) + q * d10 + r * e10 + me * p10;
            d8 = c & low;
            e8 = t & low;
            c = (c >> 20) + u * d11 + v * e11 + md * p11;
            t = (t >> 20) + q * d11 + r * e11 + me * p11;
            d9 = c & low;
            e9 = t & low;
            c = (c >> 20) + u * d12 + v * e12 + md * p12;
            t = (t >> 20) + q * d12 + r * e12 + me * p12;
            d10 = c & low;
            e10 = t & low;
            c >>= 20;
            t >>= 20;
            d11 = c & low;
            e11 = t & low;
            d12 = c >> 20;
            e12 = t >> 20;

            c = u * f0 + v * g0;
            t = q * f0 + r * g0;
            c = (c >> 20) + u * f1 + v * g1;
            t = (t >> 20) + q * f1 + r * g1;
            c = (c >> 20) + u * f2 + v * g2;
            t = (t >> 20) + q * f2 + r * g2;
            f0 = c & low;
            g0 = t & low;
            c = (c >> 20) + u * f3 + v * g3;
            t = (t >> 20) + q * f3 + r * g3;
            f1 = c & low;
            g1 = t & low;
            c = (c >> 20) + u * f4 + v * g4;
            t = (t >> 20) + q * f4 + r * g4;
            f2 = c & low;
            g2 = t & low;
            c = (c >> 20) + u * f5 + v * g5;
            t = (t >> 20) + q * f5 + r * g5;
            f3 = c & low;
            g3 = t & low;
            c = (c >> 20) + u * f6 + v * g6;
            t = (t >> 20) + q * f6 + r * g6;
            f4 = c & low;
            g4 = t & low;
            c = (c >> 20) + u * f7 + v * g7;
            t = (t >> 20) + q * f7 + r * g7;
            f5 = c & low;
            g5 = t & low;
            c = (c >> 20) + u * f8 + v * g8;
            t = (t >> 20) + q * f8 + r * g8;
            f6 = c & low;
            g6 = t & low;
            c = (c >> 20) + u * f9 + v * g9;
            t = (t >> 20) + q * f9 + r * g9;
            f7 = c & low;
            g7 = t & low;
            c = (c >> 20) + u * f10 + v * g10;
            t = (t >> 20) + q * f10 + r * g10;
            f8 = c & low;
            g8 = t & low;
            c = (c >> 20) + u * f11 + v * g11;
            t = (t >> 20) + q * f11 + r * g11;
            f9 = c & low;
            g9 = t & low;
            c = (c >> 20) + u * f12 + v * g12;
            t = (t >> 20) + q * f12 + r * g12;
            f10 = c & low;
            g10 = t & low;
            c >>= 20;
            t >>= 20;
            f11 = c & low;
            g11 = t & low;
            f12 = c >> 20;
            g12 = t >> 20;
        }

        // f is 1 or −1 now and d = ±1/value, in (−2p, p): add p if negative, give it the sign of f, add p again if negative.
        long sign = f12 >> 63;
        long add = d12 >> 63;
        c = (((d0 + (p0 & add)) ^ sign) - sign);
        d0 = c & low;
        c = (c >> 20) + (((d1 + (p1 & add)) ^ sign) - sign);
        d1 = c & low;
        c = (c >> 20) + (((d2 + (p2 & add)) ^ sign) - sign);
        d2 = c & low;
        c = (c >> 20) + (((d3 + (p3 & add)) ^ sign) - sign);
        d3 = c & low;
        c = (c >> 20) + (((d4 + (p4 & add)) ^ sign) - sign);
        d4 = c & low;
        c = (c >> 20) + (((d5 + (p5 & add)) ^ sign) - sign);
        d5 = c & low;
        c = (c >> 20) + (((d6 + (p6 & add)) ^ sign) - sign);
        d6 = c & low;
        c = (c >> 20) + (((d7 + (p7 & add)) ^ sign) - sign);
        d7 = c & low;
        c = (c >> 20) + (((d8 + (p8 & add)) ^ sign) - sign);
        d8 = c & low;
        c = (c >> 20) + (((d9 + (p9 & add)) ^ sign) - sign);
        d9 = c & low;
        c = (c >> 20) + (((d10 + (p10 & add)) ^ sign) - sign);
        d10 = c & low;
        c = (c >> 20) + (((d11 + (p11 & add)) ^ sign) - sign);
        d11 = c & low;
        d12 = (c >> 20) + (((d12 + (p12 & add)) ^ sign) - sign);
        add = d12 >> 63;
        c = d0 + (p0 & add);
        value[0] = c & low;
        c = (c >> 20) + d1 + (p1 & add);
        value[1] = c & low;
        c = (c >> 20) + d2 + (p2 & add);
        value[2] = c & low;
        c = (c >> 20) + d3 + (p3 & add);
        value[3] = c & low;
        c = (c >> 20) + d4 + (p4 & add);
        value[4] = c & low;
        c = (c >> 20) + d5 + (p5 & add);
        value[5] = c & low;
        c = (c >> 20) + d6 + (p6 & add);
        value[6] = c & low;
        c = (c >> 20) + d7 + (p7 & add);
        value[7] = c & low;
        c = (c >> 20) + d8 + (p8 & add);
        value[8] = c & low;
        c = (c >> 20) + d9 + (p9 & add);
        value[9] = c & low;
        c = (c >> 20) + d10 + (p10 & add);
        value[10] = c & low;
        c = (c >> 20) + d11 + (p11 & add);
        value[11] = c & low;
        value[12] = (c >> 20) + d12 + (p12 & add);
    }

    private static void Spread(long[] v, FieldElement a)
    {
        v[0] = (a.n0) & 0xfffff;
        v[1] = ((a.n0 >> 20) | (a.n1 << 9)) & 0xfffff;
        v[2] = ((a.n1 >> 11) | (a.n2 << 18)) & 0xfffff;
        v[3] = ((a.n2 >> 2)) & 0xfffff;
        v[4] = ((a.n2 >> 22) | (a.n3 << 7)) & 0xfffff;
        v[5] = ((a.n3 >> 13) | (a.n4 << 16)) & 0xfffff;
        v[6] = ((a.n4 >> 4)) & 0xfffff;
        v[7] = ((a.n4 >> 24) | (a.n5 << 5)) & 0xfffff;
        v[8] = ((a.n5 >> 15) | (a.n6 << 14)) & 0xfffff;
        v[9] = ((a.n6 >> 6)) & 0xfffff;
        v[10] = ((a.n6 >> 26) | (a.n7 << 3)) & 0xfffff;
        v[11] = ((a.n7 >> 17) | (a.n8 << 12)) & 0xfffff;
        v[12] = ((a.n8 >> 8)) & 0xfffff;
    }

    private static void Gather(FieldElement r, long[] v)
    {
        r.n0 = (v[0] | (v[1] << 20)) & 0x1fffffff;
        r.n1 = ((v[1] >> 9) | (v[2] << 11)) & 0x1fffffff;
        r.n2 = ((v[2] >> 18) | (v[3] << 2) | (v[4] << 22)) & 0x1fffffff;
        r.n3 = ((v[4] >> 7) | (v[5] << 13)) & 0x1fffffff;
        r.n4 = ((v[5] >> 16) | (v[6] << 4) | (v[7] << 24)) & 0x1fffffff;
        r.n5 = ((v[7] >> 5) | (v[8] << 15)) & 0x1fffffff;
        r.n6 = ((v[8] >> 14) | (v[9] << 6) | (v[10] << 26)) & 0x1fffffff;
        r.n7 = ((v[10] >> 3) | (v[11] << 17)) & 0x1fffffff;
        r.n8 = ((v[11] >> 12) | (v[12] << 8)) & 0xffffff;
    }

    private static void Spread(long[] v, Scalar a)
    {
        v[0] = (a.n0) & 0xfffff;
        v[1] = ((a.n0 >> 20) | (a.n1 << 9)) & 0xfffff;
        v[2] = ((a.n1 >> 11) | (a.n2 << 18)) & 0xfffff;
        v[3] = ((a.n2 >> 2)) & 0xfffff;
        v[4] = ((a.n2 >> 22) | (a.n3 << 7)) & 0xfffff;
        v[5] = ((a.n3 >> 13) | (a.n4 << 16)) & 0xfffff;
        v[6] = ((a.n4 >> 4)) & 0xfffff;
        v[7] = ((a.n4 >> 24) | (a.n5 << 5)) & 0xfffff;
        v[8] = ((a.n5 >> 15) | (a.n6 << 14)) & 0xfffff;
        v[9] = ((a.n6 >> 6)) & 0xfffff;
        v[10] = ((a.n6 >> 26) | (a.n7 << 3)) & 0xfffff;
        v[11] = ((a.n7 >> 17) | (a.n8 << 12)) & 0xfffff;
        v[12] = ((a.n8 >> 8)) & 0xfffff;
    }

    private static void Gather(Scalar r, long[] v)
    {
        r.n0 = (v[0] | (v[1] << 20)) & 0x1fffffff;
        r.n1 = ((v[1] >> 9) | (v[2] << 11)) & 0x1fffffff;
        r.n2 = ((v[2] >> 18) | (v[3] << 2) | (v[4] << 22)) & 0x1fffffff;
        r.n3 = ((v[4] >> 7) | (v[5] << 13)) & 0x1fffffff;
        r.n4 = ((v[5] >> 16) | (v[6] << 4) | (v[7] << 24)) & 0x1fffffff;
        r.n5 = ((v[7] >> 5) | (v[8] << 15)) & 0x1fffffff;
        r.n6 = ((v[8] >> 14) | (v[9] << 6) | (v[10] << 26)) & 0x1fffffff;
        r.n7 = ((v[10] >> 3) | (v[11] << 17)) & 0x1fffffff;
        r.n8 = ((v[11] >> 12) | (v[12] << 8)) & 0xffffff;
    }
}
