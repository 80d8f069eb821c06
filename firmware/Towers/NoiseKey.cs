using System;
using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Hardware;

namespace Holdfast.Towers;

/// <summary>One direction of a connection (BOLT 8, Lightning Message Specification): its key, its counter, and the key after the next thousand.</summary>
internal sealed class NoiseKey
{
    /// <summary>After so many uses the key changes.</summary>
    private const ulong UsesMax = 1000;

    private static readonly byte[] s_none = new byte[0];

    private readonly IHmac _hmac;
    private readonly byte[] _chain = new byte[32];
    private readonly byte[] _key = new byte[32];
    private ulong _uses;

    /// <summary>Both are copied.</summary>
    public NoiseKey(IHmac hmac, byte[] chain, byte[] key)
    {
        _hmac = hmac;
        Array.Copy(chain, 0, _chain, 0, 32);
        Array.Copy(key, 0, _key, 0, 32);
    }

    public byte[] Seal(byte[] plain)
    {
        byte[] sealedBytes = ChaChaPoly.Seal(_key, ChaChaPoly.Nonce(_uses), s_none, plain);
        Advance();
        return sealedBytes;
    }

    /// <summary>Null when the MAC does not fit; the connection is of no use afterwards.</summary>
    public byte[] Open(byte[] sealedBytes)
    {
        byte[] plain = ChaChaPoly.Open(_key, ChaChaPoly.Nonce(_uses), s_none, sealedBytes);
        Advance();
        return plain;
    }

    public void Wipe()
    {
        Array.Clear(_chain, 0, 32);
        Array.Clear(_key, 0, 32);
    }

    private void Advance()
    {
        _uses++;
        if (_uses < UsesMax)
        {
            return;
        }

        byte[] both = Hkdf.Sha256(_hmac, _chain, _key, s_none, 64);
        Array.Copy(both, 0, _chain, 0, 32);
        Array.Copy(both, 32, _key, 0, 32);
        Array.Clear(both, 0, 64);
        _uses = 0;
    }
}
