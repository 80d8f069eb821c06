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
    private readonly byte[] _y = new byte[32];
    private readonly Scalar _r = new Scalar();
    private readonly Scalar _room = new Scalar();
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

    /// <summary>The nonce of RFC 6979 with the counter (u32 little-endian, then zeros) as extra entropy.</summary>
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
    }

    /// <summary>
    /// Takes r from the nonce's point; false when r is zero, or its first byte is not below 0x80 where that is asked for: then the next nonce's turn
    /// has come.
    /// </summary>
    public bool TakePoint(AffinePoint point, bool lowR)
    {
        bool below = _r.FromBytes(point.ToXOnly(), 0);
        _recoveryId = (below ? 0 : 2) | (int)(point.Y.n0 & 1);
        if (_r.IsZero() || (lowR && _r.n8 >= 0x800000))
        {
            _counter = _counter == Plain ? 1 : _counter + 1;
            return false;
        }

        point.Y.ToBytes(_y, 0);
        return true;
    }

    /// <summary>
    /// Replaces the nonces of the first drafts by the inverses of their products with the mask, with one inversion for all (Montgomery's trick).
    /// </summary>
    public static void InvertNonces(SignatureDraft[] drafts, int count, DivisionSteps inverse, Scalar mask)
    {
        Scalar all = new Scalar();
        Scalar.SetSmall(all, 1);
        for (int i = 0; i < count; i++)
        {
            Scalar.Mul(drafts[i].Nonce, drafts[i].Nonce, mask);
            Scalar.Copy(drafts[i]._room, all);
            Scalar.Mul(all, all, drafts[i].Nonce);
        }

        inverse.Scalar(all, all);
        for (int i = count - 1; i >= 0; i--)
        {
            Scalar.Mul(drafts[i]._room, drafts[i]._room, all);
            Scalar.Mul(all, all, drafts[i].Nonce);
            Scalar.Copy(drafts[i].Nonce, drafts[i]._room);
        }

        all.Wipe();
    }

    /// <summary>The signature, 64 bytes, or 65 with the recovery id, with the lower of the two possible s; the nonce has been inverted.</summary>
    public byte[] Finish(Scalar mask, bool isRecoverable)
    {
        // s = (hash + r · key) / nonce, both times the mask.
        Scalar s = _room;
        Numerator(s, mask);
        Scalar.Mul(s, s, Nonce);
        Check.That(!s.IsZero(), "a signature's s is not zero");
        long high = s.HighMask();
        Scalar.NegateIf(s, s, high);
        _recoveryId ^= (int)(high & 1);
        byte[] signature = new byte[isRecoverable ? 65 : 64];
        _r.ToBytes(signature, 0);
        s.ToBytes(signature, 32);
        if (isRecoverable)
        {
            signature[64] = (byte)_recoveryId;
        }

        return signature;
    }

    /// <summary>
    /// Looks at a signature that was made as if somebody else had made it: r and s are read from the bytes that will leave, hash and key again. The
    /// nonce that they show must be the one that key and hash give (or its negative): no other can leave, whatever was left out when it was
    /// chosen. <see cref="Nonce"/> and the point are then what has to be proven: point = nonce · G.
    /// </summary>
    public void Prove(byte[] signature, AffinePoint point, Scalar mask, IHmac hmac)
    {
        // s · nonce = ± (hash + r · key), both times the mask.
        Scalar s = new Scalar();
        bool good = _r.FromSecret(signature, 0) && s.FromSecret(signature, 32) && s.HighMask() == 0
            && (signature.Length == 64 || signature[64] == _recoveryId);
        Numerator(_room, mask);
        Scalar.Mul(s, s, mask);
        ChooseNonce(hmac);
        Scalar.Mul(s, s, Nonce);
        if (!Scalar.Equal(s, _room))
        {
            Scalar.NegateIf(s, s, -1);
            Scalar.NegateIf(Nonce, Nonce, -1);
        }

        Check.That(good && Scalar.Equal(s, _room), "a signature shows the nonce of its key and hash");
        s.Wipe();
        point.X.FromBytes(signature, 0);
        if (_recoveryId >= 2)
        {
            SignatureCheck.AddOrder(point.X);
        }

        point.Y.FromBytes(_y, 0);
        FieldElement.NegateIf(point.Y, point.Y, -((point.Y.n0 ^ _recoveryId) & 1));
        point.Y.Normalize();
    }

    public void Wipe()
    {
        Nonce.Wipe();
        _room.Wipe();
    }

    /// <summary>result = (hash + r · key) · mask; the key is never multiplied by a number that is known.</summary>
    private void Numerator(Scalar result, Scalar mask)
    {
        Scalar term = new Scalar();
        result.FromBytes(_secret, 0);
        Scalar.Mul(result, result, mask);
        Scalar.Mul(result, result, _r);
        term.FromBytes(_hash, 0);
        Scalar.Mul(term, term, mask);
        Scalar.Add(result, result, term);
    }
}
