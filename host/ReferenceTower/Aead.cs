using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Holdfast.ReferenceTower;

/// <summary>ChaCha20-Poly1305 as .NET has it, with BOLT 8's nonces, and XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha) from it.</summary>
public static class Aead
{
    public const int XNonceBytes = 24;

    private const int MacBytes = 16;

    /// <summary>BOLT 8: the nonce is four zero bytes and a little-endian counter.</summary>
    public static byte[] Seal(byte[] key, ulong counter, byte[] associated, byte[] plain) => Seal(key, Nonce(counter), associated, plain);

    /// <exception cref="CryptographicException">The MAC does not fit.</exception>
    public static byte[] Open(byte[] key, ulong counter, byte[] associated, byte[] sealedBytes) => Open(key, Nonce(counter), associated, sealedBytes);

    /// <summary>Nonce, ciphertext and MAC in a row, as a tower keeps a blob.</summary>
    public static byte[] XSeal(byte[] key, byte[] nonce, byte[] associated, byte[] plain) =>
        [.. nonce, .. Seal(HChaCha20.Subkey(key, nonce[..16]), [0, 0, 0, 0, .. nonce[16..]], associated, plain)];

    /// <exception cref="CryptographicException">The MAC does not fit.</exception>
    public static byte[] XOpen(byte[] key, byte[] associated, byte[] blob) =>
        Open(HChaCha20.Subkey(key, blob[..16]), [0, 0, 0, 0, .. blob[16..XNonceBytes]], associated, blob[XNonceBytes..]);

    private static byte[] Seal(byte[] key, byte[] nonce, byte[] associated, byte[] plain)
    {
        using ChaCha20Poly1305 cipher = new(key);
        byte[] sealedBytes = new byte[plain.Length + MacBytes];
        cipher.Encrypt(nonce, plain, sealedBytes.AsSpan(0, plain.Length), sealedBytes.AsSpan(plain.Length), associated);
        return sealedBytes;
    }

    private static byte[] Open(byte[] key, byte[] nonce, byte[] associated, byte[] sealedBytes)
    {
        using ChaCha20Poly1305 cipher = new(key);
        byte[] plain = new byte[sealedBytes.Length - MacBytes];
        cipher.Decrypt(nonce, sealedBytes.AsSpan(0, plain.Length), sealedBytes.AsSpan(plain.Length), plain, associated);
        return plain;
    }

    private static byte[] Nonce(ulong counter)
    {
        byte[] nonce = new byte[12];
        BinaryPrimitives.WriteUInt64LittleEndian(nonce.AsSpan(4), counter);
        return nonce;
    }
}
