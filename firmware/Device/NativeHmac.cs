using System;
using System.Security.Cryptography;
using Holdfast.Bytes;
using Holdfast.Hardware;

namespace Holdfast.Device;

/// <summary>Keyed hashes by the runtime's native code (mbedTLS): the interpreter would take some thousand times longer.</summary>
public sealed class NativeHmac : IHmac
{
    /// <summary>
    /// Whether the runtime has the native code and it is right: one known answer of each (RFC 4231, test case 2). Virtual devices lack it;
    /// the managed hashes of Crypto serve there.
    /// </summary>
    public static bool Works()
    {
        try
        {
            NativeHmac hmac = new NativeHmac();
            byte[] key = Ascii.Bytes("Jefe");
            byte[] data = Ascii.Bytes("what do ya want for nothing?");
            return new ByteReader(hmac.Sha256(key, data)).U64() == 0x5bdcc146bf60754e
                && new ByteReader(hmac.Sha512(key, data)).U64() == 0x164b7a7bfcf819e2;
        }
        catch (Exception)
        {
            return false;
        }
    }

    public byte[] Sha256(byte[] key, byte[] data)
    {
        return HMACSHA256.HashData(key, data);
    }

    public byte[] Sha512(byte[] key, byte[] data)
    {
        return HMACSHA512.HashData(key, data);
    }
}
