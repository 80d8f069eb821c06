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
/// </code>
/// The payer learns the payment secret; it says nothing about the preimage.
/// </summary>
public sealed class PromiseSecrets
{
    private const byte OfPreimage = 1;
    private const byte OfSecret = 2;

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
        return Derive(OfPreimage, index);
    }

    /// <summary>The caller wipes it.</summary>
    public byte[] PaymentSecret(uint index)
    {
        return Derive(OfSecret, index);
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

    private byte[] Derive(byte purpose, uint index)
    {
        ByteWriter writer = new ByteWriter(5);
        writer.U8(purpose);
        writer.U32(index);
        return _hmac.Sha256(_key, writer.ToArray());
    }
}
