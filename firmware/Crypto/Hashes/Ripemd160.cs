using System;

namespace Holdfast.Crypto;

/// <summary>RIPEMD-160 (Dobbertin, Bosselaers, Preneel 1996). Bitcoin uses it after SHA-256 for public key and payment hashes.</summary>
public static class Ripemd160
{
    /// <summary>20 bytes.</summary>
    public static byte[] Hash(byte[] data)
    {
        ulong[] state = { 0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0 };

        // Padding as in MD4: 0x80, zeros, and the length in bits as 64 bits little-endian.
        byte[] padded = new byte[(data.Length + 9 + 63) / 64 * 64];
        Array.Copy(data, 0, padded, 0, data.Length);
        padded[data.Length] = 0x80;
        ulong bits = (ulong)data.Length * 8;
        for (int i = 0; i < 8; i++)
        {
            padded[padded.Length - 8 + i] = (byte)(bits >> (8 * i));
        }

        for (int at = 0; at < padded.Length; at += 64)
        {
            Ripemd160Block.Compress(state, padded, at);
        }

        byte[] hash = new byte[20];
        for (int i = 0; i < 5; i++)
        {
            uint word = (uint)state[i];
            hash[4 * i] = (byte)word;
            hash[4 * i + 1] = (byte)(word >> 8);
            hash[4 * i + 2] = (byte)(word >> 16);
            hash[4 * i + 3] = (byte)(word >> 24);
        }

        return hash;
    }
}
