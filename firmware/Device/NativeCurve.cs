using System;
using Holdfast.Hardware;
using Holdfast.Native;

namespace Holdfast.Device;

/// <summary>The image's own native code, call by call. On a stock image the first call throws NotSupportedException, and no other may be made.</summary>
public sealed class NativeCurve : INativeCurve
{
    /// <summary>False on a stock image.</summary>
    public static bool Exists()
    {
        try
        {
            return NativeCalls.Version() > 0;
        }
        catch (NotSupportedException)
        {
            return false;
        }
    }

    public int Version()
    {
        return NativeCalls.Version();
    }

    public bool Blind(byte[] seed)
    {
        return NativeCalls.Blind(seed);
    }

    public bool PublicKey(byte[] secret, byte[] product)
    {
        return NativeCalls.PublicKey(secret, product);
    }

    public bool IsPoint(byte[] point)
    {
        return NativeCalls.IsPoint(point);
    }

    public bool AddPoints(byte[] a, byte[] b, byte[] sum)
    {
        return NativeCalls.AddPoints(a, b, sum);
    }

    public bool AddTweak(byte[] point, byte[] scalar, byte[] sum)
    {
        return NativeCalls.AddTweak(point, scalar, sum);
    }

    public bool Multiply(byte[] point, byte[] secret, byte[] product)
    {
        return NativeCalls.Multiply(point, secret, product);
    }

    public bool MultiplyAndAdd(byte[] point, byte[] scalar, byte[] gSecret, byte[] sum)
    {
        return NativeCalls.MultiplyAndAdd(point, scalar, gSecret, sum);
    }

    public bool Ecdh(byte[] point, byte[] secret, byte[] shared)
    {
        return NativeCalls.Ecdh(point, secret, shared);
    }

    public bool Sign(byte[] hash, byte[] secret, int flavour, byte[] signature)
    {
        return NativeCalls.Sign(hash, secret, flavour, signature);
    }

    public bool SignRecoverable(byte[] hash, byte[] secret, byte[] signature)
    {
        return NativeCalls.SignRecoverable(hash, secret, signature);
    }

    public bool Verify(byte[] hash, byte[] signature, byte[] point)
    {
        return NativeCalls.Verify(hash, signature, point);
    }

    public bool Recover(byte[] hash, byte[] signature, byte[] point)
    {
        return NativeCalls.Recover(hash, signature, point);
    }

    public bool SignSchnorr(byte[] message, byte[] secret, byte[] aux32, byte[] signature)
    {
        return NativeCalls.SignSchnorr(message, secret, aux32, signature);
    }

    public bool VerifySchnorr(byte[] message, byte[] signature, byte[] xonly)
    {
        return NativeCalls.VerifySchnorr(message, signature, xonly);
    }

    public bool Sha256(byte[] data, int offset, int blocks, ulong[] state)
    {
        return NativeCalls.Sha256(data, offset, blocks, state);
    }
}
