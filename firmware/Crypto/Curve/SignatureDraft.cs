using Holdfast.Bytes;
using Holdfast.Hardware;

namespace Holdfast.Crypto;

/// <summary>One ECDSA signature while it is made: key, hash, the nonce on trial and what came of it.</summary>
internal sealed class SignatureDraft
{
    public readonly Scalar Key = new Scalar();
    public readonly Scalar Hash = new Scalar();
    public readonly Scalar Nonce = new Scalar();
    private readonly Scalar _r = new Scalar();
    private readonly Scalar _prefix = new Scalar();
    private int _recoveryId;

    /// <summary>The first nonce of RFC 6979 that is in range; extra entropy of 32 bytes, or null for none.</summary>
    public void ChooseNonce(IHmac hmac, byte[] extra)
    {
        byte[] key = new byte[32];
        byte[] hash = new byte[32];
        Key.ToBytes(key, 0);
        Hash.ToBytes(hash, 0);
        NonceStream nonces = new NonceStream(hmac, key, hash, extra);
        bool found = false;
        while (!found)
        {
            found = Nonce.FromSecret(nonces.Next(), 0);
        }

        nonces.Wipe();
        System.Array.Clear(key, 0, 32);
    }

    /// <summary>Takes r from the nonce's point; false when r is zero, or its first byte is not below 0x80 where that is asked for.</summary>
    public bool TakePoint(AffinePoint point, bool lowR)
    {
        byte[] x = point.ToXOnly();
        bool below = _r.FromBytes(x, 0);
        _recoveryId = (below ? 0 : 2) | (int)(point.Y.n0 & 1);
        return !_r.IsZero() && !(lowR && _r.n8 >= 0x800000);
    }

    /// <summary>Replaces every nonce by its inverse, with one inversion for all (Montgomery's trick).</summary>
    public static void InvertNonces(SignatureDraft[] drafts, DivisionSteps inverse)
    {
        Scalar all = new Scalar();
        Scalar.SetSmall(all, 1);
        for (int i = 0; i < drafts.Length; i++)
        {
            Scalar.Copy(drafts[i]._prefix, all);
            Scalar.Mul(all, all, drafts[i].Nonce);
        }

        inverse.Scalar(all, all);
        for (int i = drafts.Length - 1; i >= 0; i--)
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
        Scalar s = _prefix;
        Scalar.Mul(s, _r, Key);
        Scalar.Add(s, s, Hash);
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
        Key.Wipe();
        Nonce.Wipe();
        _prefix.Wipe();
    }
}
