using System.Security.Cryptography;
using Holdfast.Hardware;

namespace Holdfast.DeviceLink;

/// <summary>Keyed hashes of this computer's own library.</summary>
internal sealed class HostHmac : IHmac
{
    public byte[] Sha256(byte[] key, byte[] data) => HMACSHA256.HashData(key, data);

    public byte[] Sha512(byte[] key, byte[] data) => HMACSHA512.HashData(key, data);
}
