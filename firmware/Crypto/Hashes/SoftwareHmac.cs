using System;
using Holdfast.Hardware;

namespace Holdfast.Crypto;

/// <summary>HMAC (RFC 2104) in managed code, for every place where the chip's native one is not there. Keeps no state.</summary>
public sealed class SoftwareHmac : IHmac
{
    public byte[] Sha256(byte[] key, byte[] data)
    {
        byte[] pad = Pad(key.Length > 64 ? Crypto.Sha256.Hash(key) : key, 64);
        try
        {
            Sha256Stream inner = new Sha256Stream();
            inner.Update(pad);
            inner.Update(data);
            byte[] hash = inner.Finish();
            TurnToOuter(pad);
            Sha256Stream outer = new Sha256Stream();
            outer.Update(pad);
            outer.Update(hash);
            return outer.Finish();
        }
        finally
        {
            Array.Clear(pad, 0, pad.Length);
        }
    }

    public byte[] Sha512(byte[] key, byte[] data)
    {
        byte[] pad = Pad(key.Length > 128 ? Crypto.Sha512.Hash(key) : key, 128);
        byte[] message = new byte[128 + data.Length];
        byte[] outer = new byte[128 + 64];
        try
        {
            Array.Copy(pad, 0, message, 0, 128);
            Array.Copy(data, 0, message, 128, data.Length);
            byte[] hash = Crypto.Sha512.Hash(message);
            TurnToOuter(pad);
            Array.Copy(pad, 0, outer, 0, 128);
            Array.Copy(hash, 0, outer, 128, 64);
            return Crypto.Sha512.Hash(outer);
        }
        finally
        {
            Array.Clear(pad, 0, pad.Length);
            Array.Clear(message, 0, message.Length);
            Array.Clear(outer, 0, outer.Length);
        }
    }

    private static byte[] Pad(byte[] key, int blockBytes)
    {
        byte[] pad = new byte[blockBytes];
        Array.Copy(key, 0, pad, 0, key.Length);
        for (int i = 0; i < blockBytes; i++)
        {
            pad[i] ^= 0x36;
        }

        return pad;
    }

    private static void TurnToOuter(byte[] pad)
    {
        for (int i = 0; i < pad.Length; i++)
        {
            pad[i] ^= 0x36 ^ 0x5c;
        }
    }
}
