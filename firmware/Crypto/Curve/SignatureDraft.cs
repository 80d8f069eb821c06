using System;
using Holdfast.Bytes;
using Holdfast.Hardware;

namespace Holdfast.Crypto;

/// <summary>One ECDSA signature while it is made: the nonce on trial and what came of it.</summary>
internal sealed class SignatureDraft
{
    /// <summary>No extra entropy: plain RFC 6979.</summary>
    public const int Plain = -1;

    public readonly Scalar Nonce = new Scalar();

    /// <summary>Which signature of the caller's this is.</summary>
    public readonly int Index;

    private readonly byte[] _hash;
    private readonly byte[] _secret;
    private readonly Scalar _r = new Scalar();
    private readonly Scalar _prefix = new Scalar();
    private int _counter;
    private int _recoveryId;

    /// <param name="counter">The extra entropy of the first nonce, or <see cref="Plain"/>; later nonces count on from there.</param>
    public SignatureDraft(int index, byte[] hash, byte[] secret, int counter)
    {
        if (hash.Length != 32)
        {
            throw new MalformedException("a hash is 32 bytes");
        }

        if (secret.Length != 32 || !Nonce.FromSecret(secret, 0))
        {
            throw new MalformedException("not a secret: 32 bytes, above 0 and below the order of the curve");
        }

        Index = index;
        _hash = hash;
        _secret = secret;
        _counter = counter;
    }

    /// <summary>The next nonce: of RFC 6979 with the counter (u32 little-endian, then zeros) as extra entropy.</summary>
    public void ChooseNonce(IHmac hmac)
    {
        byte[] hash = new byte[32];
        Nonce.FromBytes(_hash, 0);
        Nonce.ToBytes(hash, 0);
        byte[] extra = null;
        if (_counter != Plain)
        {
            extra = new byte[32];
            extra[0] = (byte)_counter;
            extra[1] = (byte)(_counter >> 8);
        }

        NonceStream nonces = new NonceStream(hmac, _secret, hash, extra);
        bool found = false;
        while (!found)
        {
            found = Nonce.FromSecret(nonces.Next(), 0);
        }

        nonces.Wipe();
        _counter = _counter == Plain ? 1 : _counter + 1;
    }

    /// <summary>Takes r from the nonce's point; false when r is zero, or its first byte is not below 0x80 where that is asked for.</summary>
    public bool TakePoint(AffinePoint point, bool lowR)
    {
        bool below = _r.FromBytes(point.ToXOnly(), 0);
        _recoveryId = (below ? 0 : 2) | (int)(point.Y.n0 & 1);
        return !_r.IsZero() && !(lowR && _r.n8 >= 0x800000);
    }

    /// <summary>Replaces the nonces of the first drafts by their inverses, with one inversion for all (Montgomery's trick).</summary>
    public static void InvertNonces(SignatureDraft[] drafts, int count, DivisionSteps inverse)
    {
        Scalar all = new Scalar();
        Scalar.SetSmall(all, 1);
        for (int i = 0; i < count; i++)
        {
            Scalar.Copy(drafts[i]._prefix, all);
            Scalar.Mul(all, all, drafts[i].Nonce);
        }

        inverse.Scalar(all, all);
        for (int i = count - 1; i >= 0; i--)
        {
            Scalar.Mul(drafts[i]._prefix, drafts[i]._prefix, all);
            Scalar.Mul(all, all, drafts[i].Nonce);
            Scalar.Copy(drafts[i].Nonce, drafts[i]._prefix);
        }

        all.Wipe();
    }

    /// <summary>The recoverable signature, 65 bytes, with the lower of the two possible s; the nonce has been inverted.</summary>
    public byte[] Finish()
    {
        // s = (hash + r · key) / nonce
        Scalar s = new Scalar();
        s.FromBytes(_secret, 0);
        Scalar.Mul(s, s, _r);
        _prefix.FromBytes(_hash, 0);
        Scalar.Add(s, s, _prefix);
        Scalar.Mul(s, s, Nonce);
        Check.That(!s.IsZero(), "a signature's s is not zero");
        long high = s.HighMask();
        Scalar.NegateIf(s, s, high);
        byte[] signature = new byte[65];
        _r.ToBytes(signature, 0);
        s.ToBytes(signature, 32);
        signature[64] = (byte)(_recoveryId ^ (int)(high & 1));
        return signature;
    }

    public void Wipe()
    {
        Nonce.Wipe();
        _prefix.Wipe();
    }
}
