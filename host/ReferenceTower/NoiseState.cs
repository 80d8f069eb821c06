using System.Security.Cryptography;

namespace Holdfast.ReferenceTower;

/// <summary>What both ends of a handshake of BOLT 8 compute alike: the hash of all that was said, and the chaining key.</summary>
public sealed class NoiseState
{
    private static readonly byte[] s_protocol = SHA256.HashData("Noise_XK_secp256k1_ChaChaPoly_SHA256"u8);

    private byte[] _hash;
    private byte[] _chainingKey = s_protocol;
    private byte[] _key = [];

    /// <param name="responder">The static public key of the tower, which both know.</param>
    public NoiseState(byte[] responder)
    {
        _hash = SHA256.HashData([.. s_protocol, .. "lightning"u8]);
        Mix(responder);
    }

    public void Mix(byte[] said) => _hash = SHA256.HashData([.. _hash, .. said]);

    public void MixKey(byte[] shared) => (_chainingKey, _key) = TwoKeys(_chainingKey, shared);

    public byte[] Seal(byte[] plain, ulong counter)
    {
        byte[] sealedBytes = Aead.Seal(_key, counter, _hash, plain);
        Mix(sealedBytes);
        return sealedBytes;
    }

    /// <exception cref="CryptographicException">The other end has another key, or says something else than BOLT 8.</exception>
    public byte[] Open(byte[] sealedBytes, ulong counter)
    {
        byte[] plain = Aead.Open(_key, counter, _hash, sealedBytes);
        Mix(sealedBytes);
        return plain;
    }

    /// <summary>The two directions: first what the initiator sends with.</summary>
    public (NoiseCipher FromInitiator, NoiseCipher FromResponder) Split()
    {
        (byte[] first, byte[] second) = TwoKeys(_chainingKey, []);
        return (new NoiseCipher(_chainingKey, first), new NoiseCipher(_chainingKey, second));
    }

    public static (byte[] First, byte[] Second) TwoKeys(byte[] salt, byte[] input)
    {
        byte[] keys = HKDF.DeriveKey(HashAlgorithmName.SHA256, input, 64, salt, []);
        return (keys[..32], keys[32..]);
    }
}
