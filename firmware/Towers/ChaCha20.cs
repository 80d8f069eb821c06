using System;
using Holdfast.Bytes;

namespace Holdfast.Towers;

/// <summary>
/// The ChaCha20 stream (RFC 8439, 2.3 and 2.4) and HChaCha20, which makes a key from a key and sixteen bytes of a nonce
/// (draft-irtf-cfrg-xchacha-03, 2.2). No branch and no index depends on a secret.
/// </summary>
internal static class ChaCha20
{
    public const int KeyBytes = 32;

    /// <summary>XORs the stream of key and nonce (12 bytes), from block <paramref name="counter"/> on, into a part of the bytes.</summary>
    public static void Xor(byte[] key, byte[] nonce, uint counter, byte[] bytes, int offset, int count)
    {
        uint[] start = new uint[16];
        uint[] mixed = new uint[16];
        SetUp(start, key);
        start[13] = LittleEndian.U32(nonce, 0);
        start[14] = LittleEndian.U32(nonce, 4);
        start[15] = LittleEndian.U32(nonce, 8);
        for (int at = 0; at < count; at += 64)
        {
            start[12] = counter++;
            Rounds(start, mixed);
            int end = count - at < 64 ? count - at : 64;
            for (int i = 0; i < end; i++)
            {
                uint word = mixed[i >> 2] + start[i >> 2];
                bytes[offset + at + i] ^= (byte)(word >> (8 * (i & 3)));
            }
        }

        Array.Clear(start, 0, 16);
        Array.Clear(mixed, 0, 16);
    }

    /// <summary>32 bytes that are as good as random without the key; the nonce has 16 bytes, of which the first are used.</summary>
    public static byte[] HChaCha(byte[] key, byte[] nonce)
    {
        uint[] start = new uint[16];
        uint[] mixed = new uint[16];
        SetUp(start, key);
        for (int i = 0; i < 4; i++)
        {
            start[12 + i] = LittleEndian.U32(nonce, 4 * i);
        }

        Rounds(start, mixed);
        byte[] result = new byte[KeyBytes];
        for (int i = 0; i < KeyBytes; i++)
        {
            // The first four words and the last four.
            int word = i < 16 ? i >> 2 : 8 + (i >> 2);
            result[i] = (byte)(mixed[word] >> (8 * (i & 3)));
        }

        Array.Clear(start, 0, 16);
        Array.Clear(mixed, 0, 16);
        return result;
    }

    private static void SetUp(uint[] state, byte[] key)
    {
        Check.That(key.Length == KeyBytes, "a key of the stream has 32 bytes");
        state[0] = 0x61707865;
        state[1] = 0x3320646e;
        state[2] = 0x79622d32;
        state[3] = 0x6b206574;
        for (int i = 0; i < 8; i++)
        {
            state[4 + i] = LittleEndian.U32(key, 4 * i);
        }
    }

    // Twenty rounds. Everything in locals: on the interpreter an array element costs four times as much.
    private static void Rounds(uint[] s, uint[] r)
    {
        uint x0 = s[0];
        uint x1 = s[1];
        uint x2 = s[2];
        uint x3 = s[3];
        uint x4 = s[4];
        uint x5 = s[5];
        uint x6 = s[6];
        uint x7 = s[7];
        uint x8 = s[8];
        uint x9 = s[9];
        uint x10 = s[10];
        uint x11 = s[11];
        uint x12 = s[12];
        uint x13 = s[13];
        uint x14 = s[14];
        uint x15 = s[15];
        for (int i = 0; i < 10; i++)
        {
            x0 += x4;
            x12 ^= x0;
            x12 = (x12 << 16) | (x12 >> 16);
            x8 += x12;
            x4 ^= x8;
            x4 = (x4 << 12) | (x4 >> 20);
            x0 += x4;
            x12 ^= x0;
            x12 = (x12 << 8) | (x12 >> 24);
            x8 += x12;
            x4 ^= x8;
            x4 = (x4 << 7) | (x4 >> 25);
            x1 += x5;
            x13 ^= x1;
            x13 = (x13 << 16) | (x13 >> 16);
            x9 += x13;
            x5 ^= x9;
            x5 = (x5 << 12) | (x5 >> 20);
            x1 += x5;
            x13 ^= x1;
            x13 = (x13 << 8) | (x13 >> 24);
            x9 += x13;
            x5 ^= x9;
            x5 = (x5 << 7) | (x5 >> 25);
            x2 += x6;
            x14 ^= x2;
            x14 = (x14 << 16) | (x14 >> 16);
            x10 += x14;
            x6 ^= x10;
            x6 = (x6 << 12) | (x6 >> 20);
            x2 += x6;
            x14 ^= x2;
            x14 = (x14 << 8) | (x14 >> 24);
            x10 += x14;
            x6 ^= x10;
            x6 = (x6 << 7) | (x6 >> 25);
            x3 += x7;
            x15 ^= x3;
            x15 = (x15 << 16) | (x15 >> 16);
            x11 += x15;
            x7 ^= x11;
            x7 = (x7 << 12) | (x7 >> 20);
            x3 += x7;
            x15 ^= x3;
            x15 = (x15 << 8) | (x15 >> 24);
            x11 += x15;
            x7 ^= x11;
            x7 = (x7 << 7) | (x7 >> 25);

            x0 += x5;
            x15 ^= x0;
            x15 = (x15 << 16) | (x15 >> 16);
            x10 += x15;
            x5 ^= x10;
            x5 = (x5 << 12) | (x5 >> 20);
            x0 += x5;
            x15 ^= x0;
            x15 = (x15 << 8) | (x15 >> 24);
            x10 += x15;
            x5 ^= x10;
            x5 = (x5 << 7) | (x5 >> 25);
            x1 += x6;
            x12 ^= x1;
            x12 = (x12 << 16) | (x12 >> 16);
            x11 += x12;
            x6 ^= x11;
            x6 = (x6 << 12) | (x6 >> 20);
            x1 += x6;
            x12 ^= x1;
            x12 = (x12 << 8) | (x12 >> 24);
            x11 += x12;
            x6 ^= x11;
            x6 = (x6 << 7) | (x6 >> 25);
            x2 += x7;
            x13 ^= x2;
            x13 = (x13 << 16) | (x13 >> 16);
            x8 += x13;
            x7 ^= x8;
            x7 = (x7 << 12) | (x7 >> 20);
            x2 += x7;
            x13 ^= x2;
            x13 = (x13 << 8) | (x13 >> 24);
            x8 += x13;
            x7 ^= x8;
            x7 = (x7 << 7) | (x7 >> 25);
            x3 += x4;
            x14 ^= x3;
            x14 = (x14 << 16) | (x14 >> 16);
            x9 += x14;
            x4 ^= x9;
            x4 = (x4 << 12) | (x4 >> 20);
            x3 += x4;
            x14 ^= x3;
            x14 = (x14 << 8) | (x14 >> 24);
            x9 += x14;
            x4 ^= x9;
            x4 = (x4 << 7) | (x4 >> 25);
        }

        r[0] = x0;
        r[1] = x1;
        r[2] = x2;
        r[3] = x3;
        r[4] = x4;
        r[5] = x5;
        r[6] = x6;
        r[7] = x7;
        r[8] = x8;
        r[9] = x9;
        r[10] = x10;
        r[11] = x11;
        r[12] = x12;
        r[13] = x13;
        r[14] = x14;
        r[15] = x15;
    }
}
