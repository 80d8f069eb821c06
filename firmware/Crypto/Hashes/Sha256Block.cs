using Holdfast.Bytes;
using Holdfast.Hardware;

namespace Holdfast.Crypto;

/// <summary>
/// The SHA-256 compression function (FIPS 180-4, 6.2.2) for an interpreter: every word lives in a 64-bit local, so that a rotation of a
/// word is one shift of the word written twice (<c>w * 0x100000001</c>). Only the low half of a sum counts and is cut where it is reused.
/// </summary>
internal static class Sha256Block
{
    private static readonly ulong[] s_k =
    {
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
        0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
        0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
        0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
        0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
    };

    /// <summary>Native code that has given the answers of <see cref="Managed"/>; null where there is none.</summary>
    public static INativeCurve Native { private get; set; }

    /// <summary>Mixes the 64 bytes at <paramref name="at"/> into the eight 32-bit words of <paramref name="state"/>.</summary>
    public static void Compress(ulong[] state, byte[] block, int at)
    {
        INativeCurve native = Native;
        if (native == null)
        {
            Managed(state, block, at);
        }
        else
        {
            Check.That(native.Sha256(block, at, 1, state), "a native hashes");
        }
    }

    /// <summary>The same in managed code.</summary>
    public static void Managed(ulong[] state, byte[] block, int at)
    {
        const ulong dup = 0x100000001;
        ulong low = 0xffffffff; // a local: as a constant it would take two instructions each time
        ulong[] k = s_k;
        ulong w0 = ((uint)block[at] << 24) | ((uint)block[at + 1] << 16) | ((uint)block[at + 2] << 8) | block[at + 3];
        ulong w1 = ((uint)block[at + 4] << 24) | ((uint)block[at + 5] << 16) | ((uint)block[at + 6] << 8) | block[at + 7];
        ulong w2 = ((uint)block[at + 8] << 24) | ((uint)block[at + 9] << 16) | ((uint)block[at + 10] << 8) | block[at + 11];
        ulong w3 = ((uint)block[at + 12] << 24) | ((uint)block[at + 13] << 16) | ((uint)block[at + 14] << 8) | block[at + 15];
        ulong w4 = ((uint)block[at + 16] << 24) | ((uint)block[at + 17] << 16) | ((uint)block[at + 18] << 8) | block[at + 19];
        ulong w5 = ((uint)block[at + 20] << 24) | ((uint)block[at + 21] << 16) | ((uint)block[at + 22] << 8) | block[at + 23];
        ulong w6 = ((uint)block[at + 24] << 24) | ((uint)block[at + 25] << 16) | ((uint)block[at + 26] << 8) | block[at + 27];
        ulong w7 = ((uint)block[at + 28] << 24) | ((uint)block[at + 29] << 16) | ((uint)block[at + 30] << 8) | block[at + 31];
        ulong w8 = ((uint)block[at + 32] << 24) | ((uint)block[at + 33] << 16) | ((uint)block[at + 34] << 8) | block[at + 35];
        ulong w9 = ((uint)block[at + 36] << 24) | ((uint)block[at + 37] << 16) | ((uint)block[at + 38] << 8) | block[at + 39];
        ulong w10 = ((uint)block[at + 40] << 24) | ((uint)block[at + 41] << 16) | ((uint)block[at + 42] << 8) | block[at + 43];
        ulong w11 = ((uint)block[at + 44] << 24) | ((uint)block[at + 45] << 16) | ((uint)block[at + 46] << 8) | block[at + 47];
        ulong w12 = ((uint)block[at + 48] << 24) | ((uint)block[at + 49] << 16) | ((uint)block[at + 50] << 8) | block[at + 51];
        ulong w13 = ((uint)block[at + 52] << 24) | ((uint)block[at + 53] << 16) | ((uint)block[at + 54] << 8) | block[at + 55];
        ulong w14 = ((uint)block[at + 56] << 24) | ((uint)block[at + 57] << 16) | ((uint)block[at + 58] << 8) | block[at + 59];
        ulong w15 = ((uint)block[at + 60] << 24) | ((uint)block[at + 61] << 16) | ((uint)block[at + 62] << 8) | block[at + 63];

        ulong a = state[0];
        ulong b = state[1];
        ulong c = state[2];
        ulong d = state[3];
        ulong e = state[4];
        ulong f = state[5];
        ulong g = state[6];
        ulong h = state[7];

        // Maj(a, b, c) = b ^ ((a ^ b) & (b ^ c)), and b ^ c is the a ^ b of the round before: x and y take turns.
        ulong x;
        ulong y = b ^ c;
        ulong t;
        ulong u;
        int r = 0;
        while (true)
        {
            t = e * dup; t = h + ((t >> 6) ^ (t >> 11) ^ (t >> 25)) + (g ^ (e & (f ^ g))) + k[r] + w0;
            d = (d + t) & low;
            u = a * dup; x = a ^ b; h = (t + ((u >> 2) ^ (u >> 13) ^ (u >> 22)) + ((x & y) ^ b)) & low;
            t = d * dup; t = g + ((t >> 6) ^ (t >> 11) ^ (t >> 25)) + (f ^ (d & (e ^ f))) + k[r + 1] + w1;
            c = (c + t) & low;
            u = h * dup; y = h ^ a; g = (t + ((u >> 2) ^ (u >> 13) ^ (u >> 22)) + ((y & x) ^ a)) & low;
            t = c * dup; t = f + ((t >> 6) ^ (t >> 11) ^ (t >> 25)) + (e ^ (c & (d ^ e))) + k[r + 2] + w2;
            b = (b + t) & low;
            u = g * dup; x = g ^ h; f = (t + ((u >> 2) ^ (u >> 13) ^ (u >> 22)) + ((x & y) ^ h)) & low;
            t = b * dup; t = e + ((t >> 6) ^ (t >> 11) ^ (t >> 25)) + (d ^ (b & (c ^ d))) + k[r + 3] + w3;
            a = (a + t) & low;
            u = f * dup; y = f ^ g; e = (t + ((u >> 2) ^ (u >> 13) ^ (u >> 22)) + ((y & x) ^ g)) & low;
            t = a * dup; t = d + ((t >> 6) ^ (t >> 11) ^ (t >> 25)) + (c ^ (a & (b ^ c))) + k[r + 4] + w4;
            h = (h + t) & low;
            u = e * dup; x = e ^ f; d = (t + ((u >> 2) ^ (u >> 13) ^ (u >> 22)) + ((x & y) ^ f)) & low;
            t = h * dup; t = c + ((t >> 6) ^ (t >> 11) ^ (t >> 25)) + (b ^ (h & (a ^ b))) + k[r + 5] + w5;
            g = (g + t) & low;
            u = d * dup; y = d ^ e; c = (t + ((u >> 2) ^ (u >> 13) ^ (u >> 22)) + ((y & x) ^ e)) & low;
            t = g * dup; t = b + ((t >> 6) ^ (t >> 11) ^ (t >> 25)) + (a ^ (g & (h ^ a))) + k[r + 6] + w6;
            f = (f + t) & low;
            u = c * dup; x = c ^ d; b = (t + ((u >> 2) ^ (u >> 13) ^ (u >> 22)) + ((x & y) ^ d)) & low;
            t = f * dup; t = a + ((t >> 6) ^ (t >> 11) ^ (t >> 25)) + (h ^ (f & (g ^ h))) + k[r + 7] + w7;
            e = (e + t) & low;
            u = b * dup; y = b ^ c; a = (t + ((u >> 2) ^ (u >> 13) ^ (u >> 22)) + ((y & x) ^ c)) & low;
            t = e * dup; t = h + ((t >> 6) ^ (t >> 11) ^ (t >> 25)) + (g ^ (e & (f ^ g))) + k[r + 8] + w8;
            d = (d + t) & low;
            u = a * dup; x = a ^ b; h = (t + ((u >> 2) ^ (u >> 13) ^ (u >> 22)) + ((x & y) ^ b)) & low;
            t = d * dup; t = g + ((t >> 6) ^ (t >> 11) ^ (t >> 25)) + (f ^ (d & (e ^ f))) + k[r + 9] + w9;
            c = (c + t) & low;
            u = h * dup; y = h ^ a; g = (t + ((u >> 2) ^ (u >> 13) ^ (u >> 22)) + ((y & x) ^ a)) & low;
            t = c * dup; t = f + ((t >> 6) ^ (t >> 11) ^ (t >> 25)) + (e ^ (c & (d ^ e))) + k[r + 10] + w10;
            b = (b + t) & low;
            u = g * dup; x = g ^ h; f = (t + ((u >> 2) ^ (u >> 13) ^ (u >> 22)) + ((x & y) ^ h)) & low;
            t = b * dup; t = e + ((t >> 6) ^ (t >> 11) ^ (t >> 25)) + (d ^ (b & (c ^ d))) + k[r + 11] + w11;
            a = (a + t) & low;
            u = f * dup; y = f ^ g; e = (t + ((u >> 2) ^ (u >> 13) ^ (u >> 22)) + ((y & x) ^ g)) & low;
            t = a * dup; t = d + ((t >> 6) ^ (t >> 11) ^ (t >> 25)) + (c ^ (a & (b ^ c))) + k[r + 12] + w12;
            h = (h + t) & low;
            u = e * dup; x = e ^ f; d = (t + ((u >> 2) ^ (u >> 13) ^ (u >> 22)) + ((x & y) ^ f)) & low;
            t = h * dup; t = c + ((t >> 6) ^ (t >> 11) ^ (t >> 25)) + (b ^ (h & (a ^ b))) + k[r + 13] + w13;
            g = (g + t) & low;
            u = d * dup; y = d ^ e; c = (t + ((u >> 2) ^ (u >> 13) ^ (u >> 22)) + ((y & x) ^ e)) & low;
            t = g * dup; t = b + ((t >> 6) ^ (t >> 11) ^ (t >> 25)) + (a ^ (g & (h ^ a))) + k[r + 14] + w14;
            f = (f + t) & low;
            u = c * dup; x = c ^ d; b = (t + ((u >> 2) ^ (u >> 13) ^ (u >> 22)) + ((x & y) ^ d)) & low;
            t = f * dup; t = a + ((t >> 6) ^ (t >> 11) ^ (t >> 25)) + (h ^ (f & (g ^ h))) + k[r + 15] + w15;
            e = (e + t) & low;
            u = b * dup; y = b ^ c; a = (t + ((u >> 2) ^ (u >> 13) ^ (u >> 22)) + ((y & x) ^ c)) & low;

            if (r == 48)
            {
                break;
            }

            t = w1 * dup; u = w14 * dup; w0 = (w0 + ((t >> 7) ^ (t >> 18) ^ (w1 >> 3)) + w9 + ((u >> 17) ^ (u >> 19) ^ (w14 >> 10))) & low;
            t = w2 * dup; u = w15 * dup; w1 = (w1 + ((t >> 7) ^ (t >> 18) ^ (w2 >> 3)) + w10 + ((u >> 17) ^ (u >> 19) ^ (w15 >> 10))) & low;
            t = w3 * dup; u = w0 * dup; w2 = (w2 + ((t >> 7) ^ (t >> 18) ^ (w3 >> 3)) + w11 + ((u >> 17) ^ (u >> 19) ^ (w0 >> 10))) & low;
            t = w4 * dup; u = w1 * dup; w3 = (w3 + ((t >> 7) ^ (t >> 18) ^ (w4 >> 3)) + w12 + ((u >> 17) ^ (u >> 19) ^ (w1 >> 10))) & low;
            t = w5 * dup; u = w2 * dup; w4 = (w4 + ((t >> 7) ^ (t >> 18) ^ (w5 >> 3)) + w13 + ((u >> 17) ^ (u >> 19) ^ (w2 >> 10))) & low;
            t = w6 * dup; u = w3 * dup; w5 = (w5 + ((t >> 7) ^ (t >> 18) ^ (w6 >> 3)) + w14 + ((u >> 17) ^ (u >> 19) ^ (w3 >> 10))) & low;
            t = w7 * dup; u = w4 * dup; w6 = (w6 + ((t >> 7) ^ (t >> 18) ^ (w7 >> 3)) + w15 + ((u >> 17) ^ (u >> 19) ^ (w4 >> 10))) & low;
            t = w8 * dup; u = w5 * dup; w7 = (w7 + ((t >> 7) ^ (t >> 18) ^ (w8 >> 3)) + w0 + ((u >> 17) ^ (u >> 19) ^ (w5 >> 10))) & low;
            t = w9 * dup; u = w6 * dup; w8 = (w8 + ((t >> 7) ^ (t >> 18) ^ (w9 >> 3)) + w1 + ((u >> 17) ^ (u >> 19) ^ (w6 >> 10))) & low;
            t = w10 * dup; u = w7 * dup; w9 = (w9 + ((t >> 7) ^ (t >> 18) ^ (w10 >> 3)) + w2 + ((u >> 17) ^ (u >> 19) ^ (w7 >> 10))) & low;
            t = w11 * dup; u = w8 * dup; w10 = (w10 + ((t >> 7) ^ (t >> 18) ^ (w11 >> 3)) + w3 + ((u >> 17) ^ (u >> 19) ^ (w8 >> 10))) & low;
            t = w12 * dup; u = w9 * dup; w11 = (w11 + ((t >> 7) ^ (t >> 18) ^ (w12 >> 3)) + w4 + ((u >> 17) ^ (u >> 19) ^ (w9 >> 10))) & low;
            t = w13 * dup; u = w10 * dup; w12 = (w12 + ((t >> 7) ^ (t >> 18) ^ (w13 >> 3)) + w5 + ((u >> 17) ^ (u >> 19) ^ (w10 >> 10))) & low;
            t = w14 * dup; u = w11 * dup; w13 = (w13 + ((t >> 7) ^ (t >> 18) ^ (w14 >> 3)) + w6 + ((u >> 17) ^ (u >> 19) ^ (w11 >> 10))) & low;
            t = w15 * dup; u = w12 * dup; w14 = (w14 + ((t >> 7) ^ (t >> 18) ^ (w15 >> 3)) + w7 + ((u >> 17) ^ (u >> 19) ^ (w12 >> 10))) & low;
            t = w0 * dup; u = w13 * dup; w15 = (w15 + ((t >> 7) ^ (t >> 18) ^ (w0 >> 3)) + w8 + ((u >> 17) ^ (u >> 19) ^ (w13 >> 10))) & low;
            r += 16;
        }

        state[0] = (state[0] + a) & low;
        state[1] = (state[1] + b) & low;
        state[2] = (state[2] + c) & low;
        state[3] = (state[3] + d) & low;
        state[4] = (state[4] + e) & low;
        state[5] = (state[5] + f) & low;
        state[6] = (state[6] + g) & low;
        state[7] = (state[7] + h) & low;
    }
}
