using System;
using Holdfast.Bytes;
using Holdfast.Hardware;

namespace Holdfast.Crypto;

/// <summary>
/// The same curve with native code behind it, result for result. What a native refuses goes to the managed code, which says why (the caller gets the same
/// <see cref="MalformedException"/> in both curves); if that finds a result after all, the two disagree, and that is a fault. Nothing falls back in silence.
/// <para>
/// The managed checks of results (README.md) do not apply here: each would cost as much as the result.
/// </para>
/// </summary>
public sealed class NativeSecp256k1 : Secp256k1
{
    /// <summary>Of the list of natives that this firmware calls.</summary>
    public const int Version = 2;

    /// <summary>With the two numbers that follow from so many zero bytes, the first r is high with both kinds of extra entropy.</summary>
    private const int KnownZeros = 2;

    /// <summary>Products of the generator with secrets until the blinding should be renewed; others are not blinded.</summary>
    private const int BlindUses = 64;

    private readonly INativeCurve _native;
    private int _uses;

    private NativeSecp256k1(IHmac hmac, IConstantTable table, INativeCurve native)
        : base(hmac, table)
    {
        _native = native;
    }

    /// <inheritdoc/>
    public override bool IsNative
    {
        get { return true; }
    }

    /// <inheritdoc/>
    public override bool IsBlindWorn
    {
        get { return _uses >= BlindUses; }
    }

    /// <summary>
    /// The managed curve where there are no natives (null, or their first call is not supported), else the native one, once every native has given the answers of the managed
    /// code. A native that does not is a <see cref="FaultException"/>.
    /// </summary>
    public static Secp256k1 Choose(IHmac hmac, IConstantTable table, INativeCurve native)
    {
        if (native == null)
        {
            return new Secp256k1(hmac, table);
        }

        int version;
        try
        {
            version = native.Version();
        }
        catch (NotSupportedException)
        {
            return new Secp256k1(hmac, table);
        }

        Check.That(version == Version, "the natives have the version of the firmware");
        NativeSecp256k1 curve = new NativeSecp256k1(hmac, table, native);
        try
        {
            curve.Compare();
        }
        catch (Exception)
        {
            // Also whatever a native throws: it does not answer as the managed code does.
            throw new FaultException("native and managed code differ");
        }

        Sha256Block.Native = native;
        return curve;
    }

    /// <summary>New blinding of the natives. The managed products are only used here to compare, with numbers that everybody knows.</summary>
    public override void Blind(byte[] entropy)
    {
        Check.That(_native.Blind(entropy), "the natives are blinded");
        _uses = 0;
    }

    /// <inheritdoc/>
    public override bool IsPoint(byte[] point)
    {
        return _native.IsPoint(point);
    }

    /// <inheritdoc/>
    public override byte[][] PublicKeys(byte[][] secrets)
    {
        byte[][] points = new byte[secrets.Length][];
        for (int i = 0; i < secrets.Length; i++)
        {
            points[i] = new byte[33];
            _uses++;
            if (!_native.PublicKey(secrets[i], points[i]))
            {
                base.PublicKeys(secrets);
                Never(true);
            }
        }

        return points;
    }

    /// <inheritdoc/>
    public override byte[] PublicKeyOfKnown(byte[] number)
    {
        return PublicKey(number);
    }

    /// <inheritdoc/>
    public override byte[] AddPoints(byte[] a, byte[] b)
    {
        byte[] sum = new byte[33];
        if (!_native.AddPoints(a, b, sum))
        {
            base.AddPoints(a, b);
            Never(true);
        }

        return sum;
    }

    /// <inheritdoc/>
    public override byte[][] AddTweaks(byte[][] points, byte[][] scalars)
    {
        Check.That(points.Length == scalars.Length, "as many scalars as points");
        byte[][] sums = new byte[points.Length][];
        for (int i = 0; i < points.Length; i++)
        {
            sums[i] = new byte[33];
            if (!_native.AddTweak(points[i], scalars[i], sums[i]))
            {
                base.AddTweaks(points, scalars);
                Never(true);
            }
        }

        return sums;
    }

    /// <inheritdoc/>
    public override byte[] Multiply(byte[] point, byte[] secret)
    {
        byte[] product = new byte[33];
        if (!_native.Multiply(point, secret, product))
        {
            base.Multiply(point, secret);
            Never(true);
        }

        return product;
    }

    /// <inheritdoc/>
    public override byte[][] MultiplyAndAddTweaks(byte[] point, byte[] scalar, byte[] gSecret, byte[][] points, byte[][] scalars)
    {
        byte[][] sums = new byte[points.Length + 1][];
        sums[0] = new byte[33];
        _uses++;
        if (!_native.MultiplyAndAdd(point, scalar, gSecret, sums[0]))
        {
            base.MultiplyAndAddTweaks(point, scalar, gSecret, points, scalars);
            Never(true);
        }

        Array.Copy(AddTweaks(points, scalars), 0, sums, 1, points.Length);
        return sums;
    }

    /// <inheritdoc/>
    public override byte[] Ecdh(byte[] point, byte[] secret)
    {
        byte[] shared = new byte[32];
        if (!_native.Ecdh(point, secret, shared))
        {
            base.Multiply(point, secret);
            Never(true);
        }

        return shared;
    }

    /// <inheritdoc/>
    public override int VerifyAll(byte[][] hashes, byte[][] signatures, byte[] point)
    {
        Check.That(hashes.Length == signatures.Length, "as many signatures as hashes");
        for (int i = 0; i < hashes.Length; i++)
        {
            if (!_native.Verify(hashes[i], signatures[i], point))
            {
                return i;
            }
        }

        return -1;
    }

    /// <inheritdoc/>
    public override byte[] RecoverPoint(byte[] hash, byte[] signature)
    {
        byte[] point = new byte[33];
        if (!_native.Recover(hash, signature, point))
        {
            base.RecoverPoint(hash, signature);
            Never(true);
        }

        return point;
    }

    /// <inheritdoc/>
    public override byte[] SignSchnorr(byte[] message, byte[] secret, byte[] aux32)
    {
        byte[] signature = new byte[64];
        _uses++;
        if (!_native.SignSchnorr(message, secret, aux32, signature))
        {
            base.SignSchnorr(message, secret, aux32);
            Never(true);
        }

        return signature;
    }

    /// <inheritdoc/>
    public override bool VerifySchnorr(byte[] message, byte[] signature, byte[] xonly)
    {
        return _native.VerifySchnorr(message, signature, xonly);
    }

    /// <inheritdoc/>
    public override byte[] TaprootSecret(byte[] secret, byte[] merkleRoot)
    {
        byte[] key = PublicKey(secret);
        return TweakedSecret(secret, -(key[0] & 1), XOnly(key), XOnly(key), merkleRoot);
    }

    /// <inheritdoc/>
    protected override byte[][] SignMany(byte[][] hashes, byte[][] secrets, int counter, bool lowR, bool isRecoverable)
    {
        byte[][] signatures = new byte[hashes.Length][];
        int flavour = counter == 0 ? 0 : lowR ? 1 : 2;
        for (int i = 0; i < hashes.Length; i++)
        {
            byte[] signature = new byte[isRecoverable ? 65 : 64];
            _uses++;
            bool done = isRecoverable ? _native.SignRecoverable(hashes[i], secrets[i], signature) : _native.Sign(hashes[i], secrets[i], flavour, signature);
            if (!done)
            {
                base.SignMany(hashes, secrets, counter, lowR, isRecoverable);
                Never(true);
            }

            signatures[i] = signature;
        }

        return signatures;
    }

    /// <summary>Every native against the managed code, with numbers that everybody knows: what it gives, and that it refuses. Throws at the first difference.</summary>
    private void Compare()
    {
        byte[] a = Sha256.Hash(new byte[KnownZeros]);
        byte[] b = Sha256.Hash(a);
        byte[] none = new byte[32];
        byte[] point = base.PublicKeys(new byte[][] { a })[0];
        byte[] other = base.PublicKeys(new byte[][] { b })[0];
        byte[] sum = base.AddPoints(point, other);
        byte[] product = base.Multiply(other, a);
        byte[] result = new byte[33];
        byte[] shared = new byte[32];
        Never(!_native.Blind(b));
        Same(_native.PublicKey(a, result), result, point);
        Same(_native.IsPoint(result), result, point);
        Same(_native.AddPoints(point, other, result), result, sum);
        Same(_native.AddTweak(point, none, result), result, point);
        Same(_native.AddTweak(point, b, result), result, sum);
        Same(_native.Multiply(other, a, result), result, product);
        Same(_native.Ecdh(other, a, shared), shared, Sha256.Hash(product));
        Same(_native.MultiplyAndAdd(other, a, b, result), result, base.AddPoints(product, other));
        Never(_native.PublicKey(none, result));
        Never(_native.IsPoint(none));
        Never(_native.AddPoints(point, none, result));
        Never(_native.AddTweak(none, a, result));
        Never(_native.Multiply(other, none, result));
        Never(_native.Ecdh(other, none, shared));
        Never(_native.MultiplyAndAdd(other, none, b, result));
        CompareSignatures(a, b, point);
        CompareSchnorr(a, b, point);
        CompareHashes();
    }

    private void CompareSignatures(byte[] secret, byte[] hash, byte[] point)
    {
        byte[] signature = new byte[65];
        byte[] result = new byte[33];
        byte[] none = new byte[32];
        Same(_native.SignRecoverable(hash, secret, signature), signature, Managed(hash, secret, SignatureDraft.Plain, false, true));
        Same(_native.Recover(hash, signature, result), result, point);
        signature[64] = 4;
        Never(_native.Recover(hash, signature, result));
        Never(_native.SignRecoverable(hash, none, signature));
        signature = new byte[64];
        Never(_native.Sign(hash, none, 0, signature));
        Same(_native.Sign(hash, secret, 2, signature), signature, Managed(hash, secret, SignatureDraft.Plain, false, false));
        Same(_native.Sign(hash, secret, 1, signature), signature, Managed(hash, secret, SignatureDraft.Plain, true, false));
        Same(_native.Sign(hash, secret, 0, signature), signature, Managed(hash, secret, 0, true, false));
        Never(!_native.Verify(hash, signature, point));
        signature[63] ^= 1;
        Never(_native.Verify(hash, signature, point));
    }

    private void CompareSchnorr(byte[] secret, byte[] message, byte[] point)
    {
        byte[] signature = new byte[64];
        byte[] xonly = XOnly(point);
        Never(_native.SignSchnorr(message, new byte[32], xonly, signature));
        Same(_native.SignSchnorr(message, secret, xonly, signature), signature, base.SignSchnorr(message, secret, xonly));
        Never(!_native.VerifySchnorr(message, signature, xonly));
        signature[63] ^= 1;
        Never(_native.VerifySchnorr(message, signature, xonly));
    }

    // Two blocks at an odd place, from a state that is not the first one.
    private void CompareHashes()
    {
        ulong[] native = new ulong[8];
        ulong[] managed = new ulong[8];
        byte[] data = new byte[129];
        data[77] = 0x80;
        Never(!_native.Sha256(data, 1, 2, native));
        Sha256Block.Managed(managed, data, 1);
        Sha256Block.Managed(managed, data, 65);
        for (int i = 0; i < 8; i++)
        {
            Never(native[i] != managed[i]);
        }
    }

    private static void Same(bool done, byte[] result, byte[] managed)
    {
        Never(!done || !Check.Same(result, managed));
    }

    // A native gave what it must refuse, or refused what it must give.
    private static void Never(bool wrongly)
    {
        Check.That(!wrongly, "native and managed code agree");
    }

    private byte[] Managed(byte[] hash, byte[] secret, int counter, bool lowR, bool isRecoverable)
    {
        return base.SignMany(new byte[][] { hash }, new byte[][] { secret }, counter, lowR, isRecoverable)[0];
    }

    private static byte[] XOnly(byte[] point)
    {
        byte[] xonly = new byte[32];
        Array.Copy(point, 1, xonly, 0, 32);
        return xonly;
    }
}
