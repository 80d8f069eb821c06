using System;
using Holdfast.Bytes;
using Holdfast.Hardware;

namespace Holdfast.Crypto;

/// <summary>A BIP 32 public key with its chain code and its place in the tree; derives non-hardened children without any secret.</summary>
public sealed class ExtendedPublicKey
{
    /// <summary>Children from this index on can only be derived from the private key.</summary>
    public const uint Hardened = 0x80000000;

    // Serialized: (version 4) depth 1, parent fingerprint 4, child number 4, chain code 32, public key 33.
    public readonly byte[] PublicKey;
    public readonly byte[] ChainCode;
    public readonly byte Depth;
    public readonly byte[] ParentFingerprint;
    public readonly uint ChildNumber;

    public ExtendedPublicKey(byte[] publicKey, byte[] chainCode, byte depth, byte[] parentFingerprint, uint childNumber)
    {
        PublicKey = publicKey;
        ChainCode = chainCode;
        Depth = depth;
        ParentFingerprint = parentFingerprint;
        ChildNumber = childNumber;
    }

    /// <summary>Reads 74 bytes, or 78 with version bytes in front, which are not judged.</summary>
    public static ExtendedPublicKey Parse(byte[] bytes)
    {
        if (bytes.Length != 74 && bytes.Length != 78)
        {
            throw new MalformedException("an extended public key is 74 bytes, or 78 with its version");
        }

        ByteReader reader = new ByteReader(bytes, bytes.Length - 74, 74);
        byte depth = reader.U8();
        byte[] fingerprint = reader.Bytes(4);
        uint number = reader.U32();
        byte[] chainCode = reader.Bytes(32);
        byte[] publicKey = reader.Bytes(33);
        if (!new Group().Decompress(new AffinePoint(), publicKey))
        {
            throw new MalformedException("the extended public key holds no point on the curve");
        }

        return new ExtendedPublicKey(publicKey, chainCode, depth, fingerprint, number);
    }

    /// <summary>Child public key (BIP 32, CKDpub); a hardened index is malformed.</summary>
    public ExtendedPublicKey Derive(Secp256k1 curve, IHmac hmac, uint index)
    {
        if ((index & Hardened) != 0)
        {
            throw new MalformedException("a hardened child needs the private key");
        }

        byte[] data = new byte[37];
        Array.Copy(PublicKey, 0, data, 0, 33);
        WriteIndex(data, 33, index);
        byte[] i = hmac.Sha512(ChainCode, data);
        byte[] tweak = new byte[32];
        byte[] chainCode = new byte[32];
        Array.Copy(i, 0, tweak, 0, 32);
        Array.Copy(i, 32, chainCode, 0, 32);
        return new ExtendedPublicKey(curve.AddTweak(PublicKey, tweak), chainCode, (byte)(Depth + 1), Fingerprint(PublicKey), index);
    }

    /// <summary>The serialized form without the four version bytes.</summary>
    public byte[] Serialize74()
    {
        ByteWriter writer = new ByteWriter(74);
        writer.U8(Depth);
        writer.Bytes(ParentFingerprint);
        writer.U32(ChildNumber);
        writer.Bytes(ChainCode);
        writer.Bytes(PublicKey);
        return writer.ToArray();
    }

    /// <summary>The first four bytes of the key's HASH160: how a child names its parent.</summary>
    public static byte[] Fingerprint(byte[] publicKey)
    {
        byte[] fingerprint = new byte[4];
        Array.Copy(Hash160.Of(publicKey), 0, fingerprint, 0, 4);
        return fingerprint;
    }

    /// <summary>ser32 of BIP 32: a child's index, big-endian.</summary>
    public static void WriteIndex(byte[] data, int at, uint index)
    {
        data[at] = (byte)(index >> 24);
        data[at + 1] = (byte)(index >> 16);
        data[at + 2] = (byte)(index >> 8);
        data[at + 3] = (byte)index;
    }
}
