using System.Security.Cryptography;
using Holdfast.Hardware;

namespace Holdfast.Device;

/// <summary>Keyed hashes by the runtime's native code (mbedTLS): the interpreter would take some thousand times longer.</summary>
public sealed class NativeHmac : IHmac
{
    public byte[] Sha256(byte[] key, byte[] data)
    {
        return HMACSHA256.HashData(key, data);
    }

    public byte[] Sha512(byte[] key, byte[] data)
    {
        return HMACSHA512.HashData(key, data);
    }
}
