using System;
using Holdfast.Bytes;

namespace Holdfast.Towers;

/// <summary>
/// The authenticator of RFC 8439, 2.5: a polynomial at a secret place modulo 2^130 − 5, in five limbs of 26 bits. A key is used for one message.
/// No branch and no index depends on a secret.
/// </summary>
internal static class Poly1305
{
    public const int MacBytes = 16;

    private const uint Mask = 0x3ffffff;

    /// <summary>16 bytes of the first <paramref name="count"/> bytes under a key of 32.</summary>
    public static byte[] Mac(byte[] key, byte[] message, int count)
    {
        Check.That(key.Length == 32 && count <= message.Length, "an authenticator has a key of 32 bytes");

        // The place, with the bits cleared that RFC 8439 clears.
        ulong r0 = LittleEndian.U32(key, 0) & 0x3ffffff;
        ulong r1 = (LittleEndian.U32(key, 3) >> 2) & 0x3ffff03;
        ulong r2 = (LittleEndian.U32(key, 6) >> 4) & 0x3ffc0ff;
        ulong r3 = (LittleEndian.U32(key, 9) >> 6) & 0x3f03fff;
        ulong r4 = (LittleEndian.U32(key, 12) >> 8) & 0x00fffff;
        ulong s1 = r1 * 5;
        ulong s2 = r2 * 5;
        ulong s3 = r3 * 5;
        ulong s4 = r4 * 5;
        ulong h0 = 0;
        ulong h1 = 0;
        ulong h2 = 0;
        ulong h3 = 0;
        ulong h4 = 0;
        byte[] block = new byte[17];
        for (int at = 0; at < count; at += 16)
        {
            int length = count - at < 16 ? count - at : 16;
            Array.Clear(block, 0, 17);
            Array.Copy(message, at, block, 0, length);
            block[length] = 1;
            h0 += LittleEndian.U32(block, 0) & Mask;
            h1 += (LittleEndian.U32(block, 3) >> 2) & Mask;
            h2 += (LittleEndian.U32(block, 6) >> 4) & Mask;
            h3 += (LittleEndian.U32(block, 9) >> 6) & Mask;
            h4 += (LittleEndian.U32(block, 12) >> 8) | ((uint)block[16] << 24);

            // Each product is below 2^57 and each sum of five below 2^60.
            ulong d0 = h0 * r0 + h1 * s4 + h2 * s3 + h3 * s2 + h4 * s1;
            ulong d1 = h0 * r1 + h1 * r0 + h2 * s4 + h3 * s3 + h4 * s2;
            ulong d2 = h0 * r2 + h1 * r1 + h2 * r0 + h3 * s4 + h4 * s3;
            ulong d3 = h0 * r3 + h1 * r2 + h2 * r1 + h3 * r0 + h4 * s4;
            ulong d4 = h0 * r4 + h1 * r3 + h2 * r2 + h3 * r1 + h4 * r0;
            d1 += d0 >> 26;
            d2 += d1 >> 26;
            d3 += d2 >> 26;
            d4 += d3 >> 26;
            h0 = (d0 & Mask) + (d4 >> 26) * 5;
            h1 = (d1 & Mask) + (h0 >> 26);
            h0 &= Mask;
            h2 = d2 & Mask;
            h3 = d3 & Mask;
            h4 = d4 & Mask;
        }

        // All carries, then h − p where h is not below p: chosen by a mask, not by a branch.
        h2 += h1 >> 26;
        h1 &= Mask;
        h3 += h2 >> 26;
        h2 &= Mask;
        h4 += h3 >> 26;
        h3 &= Mask;
        h0 += (h4 >> 26) * 5;
        h4 &= Mask;
        h1 += h0 >> 26;
        h0 &= Mask;
        ulong g0 = h0 + 5;
        ulong g1 = h1 + (g0 >> 26);
        ulong g2 = h2 + (g1 >> 26);
        ulong g3 = h3 + (g2 >> 26);
        ulong g4 = h4 + (g3 >> 26);
        ulong isAbove = 0UL - (g4 >> 26);
        h0 ^= (h0 ^ (g0 & Mask)) & isAbove;
        h1 ^= (h1 ^ (g1 & Mask)) & isAbove;
        h2 ^= (h2 ^ (g2 & Mask)) & isAbove;
        h3 ^= (h3 ^ (g3 & Mask)) & isAbove;
        h4 ^= (h4 ^ (g4 & Mask)) & isAbove;

        byte[] mac = new byte[MacBytes];
        ulong sum = (ulong)LittleEndian.U32(key, 16) + ((h0 | (h1 << 26)) & 0xffffffff);
        Put(mac, 0, sum);
        sum = (sum >> 32) + LittleEndian.U32(key, 20) + (((h1 >> 6) | (h2 << 20)) & 0xffffffff);
        Put(mac, 4, sum);
        sum = (sum >> 32) + LittleEndian.U32(key, 24) + (((h2 >> 12) | (h3 << 14)) & 0xffffffff);
        Put(mac, 8, sum);
        sum = (sum >> 32) + LittleEndian.U32(key, 28) + (((h3 >> 18) | (h4 << 8)) & 0xffffffff);
        Put(mac, 12, sum);
        Array.Clear(block, 0, 17);
        return mac;
    }

    private static void Put(byte[] bytes, int at, ulong value)
    {
        for (int i = 0; i < 4; i++)
        {
            bytes[at + i] = (byte)(value >> (8 * i));
        }
    }
}
