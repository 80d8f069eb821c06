using System;
using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Hardware;

namespace Holdfast.Vault;

/// <summary>
/// Preimages and payment secrets by index, so that nothing is stored for them:
/// <code>
/// preimage       = HMAC-SHA256(key of the vault, u8 1 ‖ index u32)
/// payment secret = HMAC-SHA256(key of the vault, u8 2 ‖ index u32)
/// path secret    = HMAC-SHA256(key of the vault, u8 3 ‖ index u32 ‖ what the path is made of)
/// </code>
/// The payer learns the payment secret; it says nothing about the preimage.
/// </summary>
public sealed class PromiseSecrets
{
    private const byte OfPreimage = 1;
    private const byte OfSecret = 2;
    private const byte OfPath = 3;

    private static readonly byte[] s_nothing = new byte[0];

    private readonly IHmac _hmac;
    private readonly byte[] _key;

    /// <param name="key">32 bytes that nothing else uses; this object keeps it from now on.</param>
    public PromiseSecrets(IHmac hmac, byte[] key)
    {
        _hmac = hmac;
        _key = key;
    }

    /// <summary>The caller wipes it.</summary>
    public byte[] Preimage(uint index)
    {
        return Derive(OfPreimage, index, s_nothing);
    }

    /// <summary>The caller wipes it.</summary>
    public byte[] PaymentSecret(uint index)
    {
        return Derive(OfSecret, index, s_nothing);
    }

    /// <summary>The first secret of a blinded path; the caller wipes it.</summary>
    /// <param name="made">What the path is made of, so that two paths never have one secret.</param>
    public byte[] Path(uint index, byte[] made)
    {
        return Derive(OfPath, index, made);
    }

    /// <summary>The payment hash.</summary>
    public byte[] Hash(uint index)
    {
        byte[] preimage = Preimage(index);
        byte[] hash = Sha256.Hash(preimage);
        Array.Clear(preimage, 0, preimage.Length);
        return hash;
    }

    public void Wipe()
    {
        Array.Clear(_key, 0, _key.Length);
    }

    private byte[] Derive(byte purpose, uint index, byte[] rest)
    {
        ByteWriter writer = new ByteWriter(5 + rest.Length);
        writer.U8(purpose);
        writer.U32(index);
        writer.Bytes(rest);
        return _hmac.Sha256(_key, writer.ToArray());
    }
}
