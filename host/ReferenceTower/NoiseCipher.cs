using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Holdfast.ReferenceTower;

/// <summary>One direction of an established connection (BOLT 8, "Lightning Message Specification"): ChaCha20-Poly1305 with a key that changes every 1,000 uses.</summary>
public sealed class NoiseCipher(byte[] chainingKey, byte[] key)
{
    public const int HeaderBytes = 2 + MacBytes;
    public const int MacBytes = 16;

    private const ulong UsesMax = 1000;

    private byte[] _chainingKey = chainingKey;
    private byte[] _key = key;
    private ulong _uses;

    /// <summary>A message as it travels: its encrypted length, then its encrypted body.</summary>
    public byte[] Frame(byte[] body)
    {
        byte[] length = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)body.Length);
        return [.. Encrypt(length), .. Encrypt(body)];
    }

    public byte[] Encrypt(byte[] plain)
    {
        byte[] sealedBytes = Aead.Seal(_key, _uses, [], plain);
        Use();
        return sealedBytes;
    }

    /// <exception cref="CryptographicException">Not from the other end, or not what comes next.</exception>
    public byte[] Decrypt(byte[] sealedBytes)
    {
        byte[] plain = Aead.Open(_key, _uses, [], sealedBytes);
        Use();
        return plain;
    }

    private void Use()
    {
        if (++_uses == UsesMax)
        {
            (_chainingKey, _key) = NoiseState.TwoKeys(_chainingKey, _key);
            _uses = 0;
        }
    }
}
