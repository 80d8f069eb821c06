using System;

namespace Holdfast.Crypto;

/// <summary>RIPEMD-160 (Dobbertin, Bosselaers, Preneel 1996). Bitcoin uses it after SHA-256 for public key and payment hashes.</summary>
public static class Ripemd160
{
    // Which message word each of the 80 steps takes and how far it rotates, for the left and the right line.
    private static readonly byte[] s_leftWord =
    {
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
        7, 4, 13, 1, 10, 6, 15, 3, 12, 0, 9, 5, 2, 14, 11, 8,
        3, 10, 14, 4, 9, 15, 8, 1, 2, 7, 0, 6, 13, 11, 5, 12,
        1, 9, 11, 10, 0, 8, 12, 4, 13, 3, 7, 15, 14, 5, 6, 2,
        4, 0, 5, 9, 7, 12, 2, 10, 14, 1, 3, 8, 11, 6, 15, 13,
    };

    private static readonly byte[] s_rightWord =
    {
        5, 14, 7, 0, 9, 2, 11, 4, 13, 6, 15, 8, 1, 10, 3, 12,
        6, 11, 3, 7, 0, 13, 5, 10, 14, 15, 8, 12, 4, 9, 1, 2,
        15, 5, 1, 3, 7, 14, 6, 9, 11, 8, 12, 2, 10, 0, 4, 13,
        8, 6, 4, 1, 3, 11, 15, 0, 5, 12, 2, 13, 9, 7, 10, 14,
        12, 15, 10, 4, 1, 5, 8, 7, 6, 2, 13, 14, 0, 3, 9, 11,
    };

    private static readonly byte[] s_leftTurn =
    {
        11, 14, 15, 12, 5, 8, 7, 9, 11, 13, 14, 15, 6, 7, 9, 8,
        7, 6, 8, 13, 11, 9, 7, 15, 7, 12, 15, 9, 11, 7, 13, 12,
        11, 13, 6, 7, 14, 9, 13, 15, 14, 8, 13, 6, 5, 12, 7, 5,
        11, 12, 14, 15, 14, 15, 9, 8, 9, 14, 5, 6, 8, 6, 5, 12,
        9, 15, 5, 11, 6, 8, 13, 12, 5, 12, 13, 14, 11, 8, 5, 6,
    };

    private static readonly byte[] s_rightTurn =
    {
        8, 9, 9, 11, 13, 15, 15, 5, 7, 7, 8, 11, 14, 14, 12, 6,
        9, 13, 15, 7, 12, 8, 9, 11, 7, 7, 12, 7, 6, 15, 13, 11,
        9, 7, 15, 11, 8, 6, 6, 14, 12, 13, 5, 14, 13, 13, 7, 5,
        15, 5, 8, 11, 14, 14, 6, 14, 6, 9, 12, 9, 12, 5, 15, 8,
        8, 5, 12, 9, 12, 5, 14, 6, 8, 13, 6, 5, 15, 13, 11, 11,
    };

    private static readonly uint[] s_leftConstant = { 0, 0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xa953fd4e };
    private static readonly uint[] s_rightConstant = { 0x50a28be6, 0x5c4dd124, 0x6d703ef3, 0x7a6d76e9, 0 };

    /// <summary>20 bytes.</summary>
    public static byte[] Hash(byte[] data)
    {
        uint[] state = { 0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0 };

        // Padding as in MD4: 0x80, zeros, and the length in bits as 64 bits little-endian.
        int blocks = (data.Length + 9 + 63) / 64;
        byte[] padded = new byte[blocks * 64];
        Array.Copy(data, 0, padded, 0, data.Length);
        padded[data.Length] = 0x80;
        ulong bits = (ulong)data.Length * 8;
        for (int i = 0; i < 8; i++)
        {
            padded[padded.Length - 8 + i] = (byte)(bits >> (8 * i));
        }

        uint[] words = new uint[16];
        for (int block = 0; block < blocks; block++)
        {
            for (int i = 0; i < 16; i++)
            {
                int at = block * 64 + 4 * i;
                words[i] = padded[at] | ((uint)padded[at + 1] << 8) | ((uint)padded[at + 2] << 16) | ((uint)padded[at + 3] << 24);
            }

            Compress(state, words);
        }

        byte[] hash = new byte[20];
        for (int i = 0; i < 20; i++)
        {
            hash[i] = (byte)(state[i >> 2] >> (8 * (i & 3)));
        }

        return hash;
    }

    private static void Compress(uint[] state, uint[] words)
    {
        uint[] left = Line(state, words, s_leftWord, s_leftTurn, s_leftConstant, false);
        uint[] right = Line(state, words, s_rightWord, s_rightTurn, s_rightConstant, true);
        uint first = state[1] + left[2] + right[3];
        state[1] = state[2] + left[3] + right[4];
        state[2] = state[3] + left[4] + right[0];
        state[3] = state[4] + left[0] + right[1];
        state[4] = state[0] + left[1] + right[2];
        state[0] = first;
    }

    /// <summary>One of the two lines of five rounds; the right one runs through the five functions backwards.</summary>
    private static uint[] Line(uint[] state, uint[] words, byte[] word, byte[] turn, uint[] constant, bool backwards)
    {
        uint a = state[0];
        uint b = state[1];
        uint c = state[2];
        uint d = state[3];
        uint e = state[4];
        for (int i = 0; i < 80; i++)
        {
            int round = i >> 4;
            int function = backwards ? 4 - round : round;
            uint mixed;
            if (function == 0)
            {
                mixed = b ^ c ^ d;
            }
            else if (function == 1)
            {
                mixed = d ^ (b & (c ^ d));
            }
            else if (function == 2)
            {
                mixed = (b | ~c) ^ d;
            }
            else if (function == 3)
            {
                mixed = c ^ (d & (b ^ c));
            }
            else
            {
                mixed = b ^ (c | ~d);
            }

            uint sum = a + mixed + words[word[i]] + constant[round];
            int left = turn[i];
            uint t = ((sum << left) | (sum >> (32 - left))) + e;
            a = e;
            e = d;
            d = (c << 10) | (c >> 22);
            c = b;
            b = t;
        }

        return new uint[] { a, b, c, d, e };
    }
}
