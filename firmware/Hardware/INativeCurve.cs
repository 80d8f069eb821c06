using System;

namespace Holdfast.Hardware;

/// <summary>
/// The curve and SHA-256 in native code, where the image has them. All arrays belong to the caller, outputs come last. A call gives false when an input cannot be right (a
/// length, a number out of range, no point, a sum at infinity), and then nothing in the output. Crypto/NativeSecp256k1.cs is the only user, and believes nothing
/// before it has compared every call with managed code.
/// </summary>
public interface INativeCurve
{
    /// <summary>The version of this list; <see cref="NotSupportedException"/> where there are no natives at all.</summary>
    int Version();

    /// <summary>New blinding from 32 random bytes.</summary>
    bool Blind(byte[] seed);

    /// <summary>secret · G</summary>
    bool PublicKey(byte[] secret, byte[] product);

    bool IsPoint(byte[] point);

    /// <summary>a + b</summary>
    bool AddPoints(byte[] a, byte[] b, byte[] sum);

    /// <summary>point + scalar · G; the scalar may be zero.</summary>
    bool AddTweak(byte[] point, byte[] scalar, byte[] sum);

    /// <summary>secret · point in constant time.</summary>
    bool Multiply(byte[] point, byte[] secret, byte[] product);

    /// <summary>scalar · point + gSecret · G; gSecret is secret and may be zero.</summary>
    bool MultiplyAndAdd(byte[] point, byte[] scalar, byte[] gSecret, byte[] sum);

    /// <summary>SHA-256 of the compressed secret · point.</summary>
    bool Ecdh(byte[] point, byte[] secret, byte[] shared);

    /// <summary>ECDSA. Flavour 0: the counter from 0 on, until r is low. 1: plain, then the counter from 1 on, until r is low. 2: plain, any r.</summary>
    bool Sign(byte[] hash, byte[] secret, int flavour, byte[] signature);

    /// <summary>Plain ECDSA with the recovery id behind it.</summary>
    bool SignRecoverable(byte[] hash, byte[] secret, byte[] signature);

    /// <summary>Good, with a low s.</summary>
    bool Verify(byte[] hash, byte[] signature, byte[] point);

    /// <summary>The key that made a recoverable signature.</summary>
    bool Recover(byte[] hash, byte[] signature, byte[] point);

    /// <summary>BIP 340, a message of any length.</summary>
    bool SignSchnorr(byte[] message, byte[] secret, byte[] aux32, byte[] signature);

    bool VerifySchnorr(byte[] message, byte[] signature, byte[] xonly);

    /// <summary>A SHA-256 state (eight words, each in its own ulong) after so many blocks of 64 bytes.</summary>
    bool Sha256(byte[] data, int offset, int blocks, ulong[] state);
}
