using System.Security.Cryptography;
using Holdfast.SignatureLedger;

namespace Holdfast.Crypto;

/// <summary>The platform's SHA-256 behind the members of firmware/Crypto/Hashes/Sha256.cs: same hashes, less time, and written into the world's <see cref="HashBook"/>.</summary>
public static class Sha256
{
    public static byte[] Hash(byte[] data) => Remembered(SHA256.HashData(data), data);

    public static byte[] Hash(byte[] data, int offset, int count) => Hash(data.AsSpan(offset, count).ToArray());

    public static byte[] HashTwice(byte[] data) => Hash(Hash(data));

    internal static byte[] Remembered(byte[] hash, byte[] data)
    {
        HashBook.Current?.Add(hash, [.. data]);
        return hash;
    }
}
