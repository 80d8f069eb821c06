using System;
using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Hardware;

namespace Holdfast.Secrets;

/// <summary>A BIP 32 private key with its chain code and its place in the tree.</summary>
public sealed class ExtendedKey
{
    /// <summary>Set in an index that derives a hardened child.</summary>
    public const uint Hardened = ExtendedPublicKey.Hardened;

    // "Bitcoin seed"
    private static readonly byte[] s_master = { 66, 105, 116, 99, 111, 105, 110, 32, 115, 101, 101, 100 };

    public readonly byte[] Secret;
    public readonly byte[] ChainCode;
    public readonly byte Depth;

    /// <summary>First four bytes of HASH160 of the parent's public key; zeros for a master key.</summary>
    public readonly byte[] ParentFingerprint;

    public readonly uint ChildNumber;
    private readonly Secp256k1 _curve;
    private byte[] _publicKey;

    private ExtendedKey(Secp256k1 curve, byte[] secretAndChainCode, byte depth, byte[] parentFingerprint, uint childNumber)
    {
        _curve = curve;
        Secret = new byte[32];
        ChainCode = new byte[32];
        Array.Copy(secretAndChainCode, 0, Secret, 0, 32);
        Array.Copy(secretAndChainCode, 32, ChainCode, 0, 32);
        Depth = depth;
        ParentFingerprint = parentFingerprint;
        ChildNumber = childNumber;
    }

    /// <summary>The master key of a seed; a seed whose key is out of range (never seen) is malformed.</summary>
    public static ExtendedKey FromSeed(Secp256k1 curve, IHmac hmac, byte[] seed)
    {
        byte[] i = hmac.Sha512(s_master, seed);
        ExtendedKey key = new ExtendedKey(curve, i, 0, new byte[4], 0);
        Array.Clear(i, 0, 64);
        if (!curve.IsSecret(key.Secret))
        {
            throw new MalformedException("this seed has no master key");
        }

        return key;
    }

    /// <summary>The compressed public key, computed once.</summary>
    public byte[] PublicKey()
    {
        if (_publicKey == null)
        {
            _publicKey = _curve.PublicKey(Secret);
        }

        return _publicKey;
    }

    /// <summary>Child private key (BIP 32, CKDpriv); an index whose child is out of range (never seen) is malformed.</summary>
    public ExtendedKey Derive(Secp256k1 curve, IHmac hmac, uint index)
    {
        byte[] publicKey = PublicKey();
        byte[] data = new byte[37];
        if ((index & Hardened) != 0)
        {
            Array.Copy(Secret, 0, data, 1, 32);
        }
        else
        {
            Array.Copy(publicKey, 0, data, 0, 33);
        }

        ExtendedPublicKey.WriteIndex(data, 33, index);
        byte[] i = hmac.Sha512(ChainCode, data);
        byte[] tweak = new byte[32];
        byte[] child = null;
        try
        {
            Array.Copy(i, 0, tweak, 0, 32);
            child = curve.AddSecrets(tweak, Secret);
            Array.Copy(child, 0, i, 0, 32);
            return new ExtendedKey(curve, i, (byte)(Depth + 1), ExtendedPublicKey.Fingerprint(publicKey), index);
        }
        finally
        {
            Array.Clear(data, 0, data.Length);
            Array.Clear(i, 0, 64);
            Array.Clear(tweak, 0, 32);
            if (child != null)
            {
                Array.Clear(child, 0, 32);
            }
        }
    }

    /// <summary>The same place in the tree without the secret.</summary>
    public ExtendedPublicKey Public()
    {
        return new ExtendedPublicKey(PublicKey(), ChainCode, Depth, ParentFingerprint, ChildNumber);
    }

    /// <summary>The serialized extended public key without its four version bytes.</summary>
    public byte[] Serialize74()
    {
        return Public().Serialize74();
    }

    public void Wipe()
    {
        Array.Clear(Secret, 0, 32);
        Array.Clear(ChainCode, 0, 32);
    }
}
