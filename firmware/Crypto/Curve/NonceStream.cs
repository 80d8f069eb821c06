using System;
using Holdfast.Hardware;

namespace Holdfast.Crypto;

/// <summary>Deterministic nonces (RFC 6979, 3.2, with HMAC-SHA256; 3.6 for extra entropy): candidate after candidate.</summary>
internal sealed class NonceStream
{
    private readonly IHmac _hmac;
    private byte[] _k = new byte[32];
    private byte[] _v = new byte[32];
    private bool _first = true;

    /// <param name="secret">The key, 32 bytes.</param>
    /// <param name="hash">The hash as a number modulo n, 32 bytes.</param>
    /// <param name="extra">32 bytes of extra entropy, or null for none.</param>
    public NonceStream(IHmac hmac, byte[] secret, byte[] hash, byte[] extra)
    {
        _hmac = hmac;
        for (int i = 0; i < 32; i++)
        {
            _v[i] = 1;
        }

        byte[] input = new byte[32 + 1 + 64 + (extra == null ? 0 : 32)];
        Array.Copy(secret, 0, input, 33, 32);
        Array.Copy(hash, 0, input, 65, 32);
        if (extra != null)
        {
            Array.Copy(extra, 0, input, 97, 32);
        }

        for (byte round = 0; round < 2; round++)
        {
            // K = HMAC_K(V ‖ round ‖ secret ‖ hash ‖ extra), V = HMAC_K(V)
            Array.Copy(_v, 0, input, 0, 32);
            input[32] = round;
            Turn(input);
        }

        Array.Clear(input, 0, input.Length);
    }

    /// <summary>The next candidate; the caller skips what is not in 1 … n−1.</summary>
    public byte[] Next()
    {
        if (!_first)
        {
            byte[] input = new byte[33];
            Array.Copy(_v, 0, input, 0, 32);
            Turn(input);
            Array.Clear(input, 0, 33);
        }

        _first = false;
        TurnValue();
        return _v;
    }

    public void Wipe()
    {
        Array.Clear(_k, 0, 32);
        Array.Clear(_v, 0, 32);
    }

    private void Turn(byte[] input)
    {
        byte[] old = _k;
        _k = _hmac.Sha256(old, input);
        Array.Clear(old, 0, 32);
        TurnValue();
    }

    private void TurnValue()
    {
        byte[] old = _v;
        _v = _hmac.Sha256(_k, old);
        Array.Clear(old, 0, 32);
    }
}
