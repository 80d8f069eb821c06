using System;
using Holdfast.Bytes;

namespace Holdfast.Towers;

/// <summary>
/// ChaCha20-Poly1305 (RFC 8439, 2.8) as BOLT 8 uses it, and XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03), under which a backup lies at a tower.
/// </summary>
public static class ChaChaPoly
{
    public const int MacBytes = Poly1305.MacBytes;

    /// <summary>The nonce that BOLT 8 makes of a counter: four zero bytes and the counter, little-endian.</summary>
    public static byte[] Nonce(ulong counter)
    {
        byte[] nonce = new byte[12];
        for (int i = 0; i < 8; i++)
        {
            nonce[4 + i] = (byte)(counter >> (8 * i));
        }

        return nonce;
    }

    /// <summary>The plain text, sealed, and a MAC of 16 bytes.</summary>
    public static byte[] Seal(byte[] key, byte[] nonce, byte[] associated, byte[] plain)
    {
        byte[] sealedBytes = new byte[plain.Length + MacBytes];
        Array.Copy(plain, 0, sealedBytes, 0, plain.Length);
        ChaCha20.Xor(key, nonce, 1, sealedBytes, 0, plain.Length);
        byte[] mac = Mac(key, nonce, associated, sealedBytes, plain.Length);
        Array.Copy(mac, 0, sealedBytes, plain.Length, MacBytes);
        return sealedBytes;
    }

    /// <summary>The plain text; null when the MAC does not fit, whatever was changed.</summary>
    public static byte[] Open(byte[] key, byte[] nonce, byte[] associated, byte[] sealedBytes)
    {
        int count = sealedBytes.Length - MacBytes;
        if (count < 0)
        {
            return null;
        }

        byte[] given = new byte[MacBytes];
        Array.Copy(sealedBytes, count, given, 0, MacBytes);
        if (!Check.SameSecret(Mac(key, nonce, associated, sealedBytes, count), given))
        {
            return null;
        }

        byte[] plain = new byte[count];
        Array.Copy(sealedBytes, 0, plain, 0, count);
        ChaCha20.Xor(key, nonce, 1, plain, 0, count);
        return plain;
    }

    /// <summary>The same with a nonce of 24 bytes: the first 16 make another key, the last 8 are its nonce.</summary>
    public static byte[] SealX(byte[] key, byte[] nonce, byte[] associated, byte[] plain)
    {
        byte[] inner = ChaCha20.HChaCha(key, nonce);
        byte[] rest = new byte[12];
        Array.Copy(nonce, 16, rest, 4, 8);
        byte[] sealedBytes = Seal(inner, rest, associated, plain);
        Array.Clear(inner, 0, inner.Length);
        return sealedBytes;
    }

    private static byte[] Mac(byte[] key, byte[] nonce, byte[] associated, byte[] sealedBytes, int count)
    {
        byte[] once = new byte[64];
        ChaCha20.Xor(key, nonce, 0, once, 0, 64);
        byte[] onceKey = new byte[32];
        Array.Copy(once, 0, onceKey, 0, 32);

        // Both parts filled up to 16 bytes with zeros, then their lengths.
        int second = Filled(associated.Length);
        int lengths = second + Filled(count);
        byte[] message = new byte[lengths + 16];
        Array.Copy(associated, 0, message, 0, associated.Length);
        Array.Copy(sealedBytes, 0, message, second, count);
        PutLength(message, lengths, associated.Length);
        PutLength(message, lengths + 8, count);
        byte[] mac = Poly1305.Mac(onceKey, message, message.Length);
        Array.Clear(once, 0, 64);
        Array.Clear(onceKey, 0, 32);
        return mac;
    }

    private static int Filled(int length)
    {
        return (length + 15) / 16 * 16;
    }

    private static void PutLength(byte[] message, int at, int length)
    {
        message[at] = (byte)length;
        message[at + 1] = (byte)(length >> 8);
        message[at + 2] = (byte)(length >> 16);
        message[at + 3] = (byte)(length >> 24);
    }
}
