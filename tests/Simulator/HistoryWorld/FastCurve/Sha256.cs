using System.Security.Cryptography;

namespace Holdfast.Crypto;

/// <summary>The platform's SHA-256 behind the members of firmware/Crypto/Hashes/Sha256.cs: same hashes, less time.</summary>
public static class Sha256
{
    public static byte[] Hash(byte[] data) => SHA256.HashData(data);

    public static byte[] Hash(byte[] data, int offset, int count) => SHA256.HashData(data.AsSpan(offset, count));

    public static byte[] HashTwice(byte[] data) => SHA256.HashData(SHA256.HashData(data));
}
