using System;
using Holdfast.Hardware;

namespace Holdfast.Crypto;

/// <summary>
/// Random numbers that hide how a result is computed and never appear in it: blinds, masks, random coordinates, the weights of a check.
/// Value = HMAC(key, 1), then key = HMAC(key, 2): who reads the memory later learns none of the earlier ones. Before the first
/// <see cref="Reseed"/> everybody can compute them: correct, but no protection.
/// </summary>
internal sealed class MaskStream
{
    private static readonly byte[] s_value = { 1 };
    private static readonly byte[] s_next = { 2 };

    private readonly IHmac _hmac;
    private byte[] _key = new byte[32];

    public MaskStream(IHmac hmac)
    {
        _hmac = hmac;
    }

    public void Reseed(byte[] entropy)
    {
        Turn(entropy);
    }

    /// <summary>32 new bytes, which the caller wipes.</summary>
    public byte[] Next()
    {
        byte[] value = _hmac.Sha256(_key, s_value);
        Turn(s_next);
        return value;
    }

    /// <summary>r = a new number from 1 to n − 1.</summary>
    public void Next(Scalar r)
    {
        byte[] value = Next();
        r.FromBytes(value, 0);
        Array.Clear(value, 0, 32);
        if (r.IsZero())
        {
            Scalar.SetSmall(r, 1);
        }
    }

    private void Turn(byte[] input)
    {
        byte[] old = _key;
        _key = _hmac.Sha256(old, input);
        Array.Clear(old, 0, 32);
    }
}
