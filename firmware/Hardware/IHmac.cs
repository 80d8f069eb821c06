namespace Holdfast.Hardware;

/// <summary>Keyed hashes (RFC 2104): native code on the chip, the managed ones of Crypto elsewhere. Keys of any length from one byte.</summary>
public interface IHmac
{
    /// <summary>HMAC-SHA256, 32 bytes.</summary>
    byte[] Sha256(byte[] key, byte[] data);

    /// <summary>HMAC-SHA512, 64 bytes.</summary>
    byte[] Sha512(byte[] key, byte[] data);
}
