using System;
using Holdfast.Bytes;

namespace Holdfast.Crypto;

/// <summary>Schnorr signatures (BIP 340) and the taproot key tweak (BIP 341).</summary>
public partial class Secp256k1
{
    // "BIP0340/aux", "BIP0340/nonce", "BIP0340/challenge", "TapTweak" in ASCII.
    private static readonly byte[] s_aux = { 66, 73, 80, 48, 51, 52, 48, 47, 97, 117, 120 };
    private static readonly byte[] s_nonce = { 66, 73, 80, 48, 51, 52, 48, 47, 110, 111, 110, 99, 101 };
    private static readonly byte[] s_challenge = { 66, 73, 80, 48, 51, 52, 48, 47, 99, 104, 97, 108, 108, 101, 110, 103, 101 };
    private static readonly byte[] s_tapTweak = { 84, 97, 112, 84, 119, 101, 97, 107 };

    /// <summary>Signs a message of any length (BIP 340, Default Signing). <paramref name="aux32"/> may be all zeros.</summary>
    public virtual byte[] SignSchnorr(byte[] message, byte[] secret, byte[] aux32)
    {
        if (aux32.Length != 32)
        {
            throw new MalformedException("auxiliary randomness is 32 bytes");
        }

        AffinePoint[] points = { new AffinePoint(), new AffinePoint() };
        Scalar[] secrets = { new Scalar(), new Scalar() };
        Scalar e = new Scalar();
        byte[] signature = new byte[64];
        try
        {
            Scalar d = secrets[0];
            Scalar k = secrets[1];
            Read(d, secret);
            long isOdd = EvenKey(points[0], d);
            byte[] key = points[0].ToXOnly();
            Nonce(k, d, aux32, key, message);
            EvenKey(points[1], k);
            points[1].X.ToBytes(signature, 0);
            Challenge(e, signature, key, message);

            AddProduct(k, e, d);
            k.ToBytes(signature, 32);

            // From the bytes that will leave, with the key read again: the nonce, and that its multiple of the generator and the key's are right.
            key = points[0].ToXOnly();
            Read(d, secret);
            Scalar.NegateIf(d, d, isOdd);
            k.FromBytes(signature, 32);
            Challenge(e, signature, key, message);
            Scalar.NegateIf(e, e, -1);
            AddProduct(k, e, d);
            Scalar shown = new Scalar();
            points[1].X.FromBytes(signature, 0);
            Nonce(shown, d, aux32, key, message);
            bool same = Scalar.Equal(shown, k);
            Scalar.NegateIf(shown, shown, -1);
            same |= Scalar.Equal(shown, k);
            shown.Wipe();
            Check.That(same, "a signature shows the nonce of its key and message");
            RequireEven(points, secrets, 2);
            return signature;
        }
        finally
        {
            secrets[0].Wipe();
            secrets[1].Wipe();
        }
    }

    /// <summary>True when the signature is good for the x-only key (BIP 340, Verification) and all inputs are well-formed.</summary>
    public virtual bool VerifySchnorr(byte[] message, byte[] signature, byte[] xonly)
    {
        AffinePoint key = new AffinePoint();
        FieldElement r = new FieldElement();
        Scalar s = new Scalar();
        Scalar e = new Scalar();
        if (signature.Length != 64 || !_group.DecompressEven(key, xonly) || !r.FromBytes(signature, 0) || !s.FromBytes(signature, 32))
        {
            return false;
        }

        // R = s G − e P
        Challenge(e, signature, xonly, message);
        Scalar.NegateIf(e, e, -1);
        JacobianPoint sum = new JacobianPoint();
        PublicSum(sum, key, new OddMultiples(_group, key, 1), e, s);
        if (sum.IsInfinity())
        {
            return false;
        }

        AffinePoint affine = new AffinePoint();
        _group.ToAffine(affine, sum);
        return !affine.Y.IsOdd() && FieldElement.Equal(affine.X, r);
    }

    /// <summary>The secret behind <see cref="TaprootOutputKey"/>; an empty merkle root for key-only outputs (BIP 86).</summary>
    public virtual byte[] TaprootSecret(byte[] secret, byte[] merkleRoot)
    {
        AffinePoint[] points = { new AffinePoint() };
        Scalar[] secrets = { ParseSecret(secret) };
        try
        {
            long isOdd = EvenKey(points[0], secrets[0]);
            Read(secrets[0], secret);
            Scalar.NegateIf(secrets[0], secrets[0], isOdd);
            RequireEven(points, secrets, 1);
            return TweakedSecret(secret, isOdd, points[0].ToXOnly(), points[0].ToXOnly(), merkleRoot);
        }
        finally
        {
            secrets[0].Wipe();
        }
    }

    /// <summary>The x-only output key of an x-only internal key (BIP 341, taproot_tweak_pubkey).</summary>
    public byte[] TaprootOutputKey(byte[] xonly, byte[] merkleRoot)
    {
        AffinePoint key = new AffinePoint();
        if (!_group.DecompressEven(key, xonly))
        {
            throw new MalformedException("not the x coordinate of a point on the curve");
        }

        JacobianPoint sum = new JacobianPoint();
        sum.SetAffine(key.X, key.Y);
        _generator.AddPublic(sum, Tweak(xonly, merkleRoot));
        byte[] output = new byte[32];
        Array.Copy(Compress(sum, false), 1, output, 0, 32);
        return output;
    }

    /// <summary>The secret, negated where the mask says so, plus the tweak of its x-only key.</summary>
    /// <param name="again">The x-only key, encoded a second time.</param>
    protected static byte[] TweakedSecret(byte[] secret, long isOdd, byte[] xonly, byte[] again, byte[] merkleRoot)
    {
        return Agreed(Tweaked(secret, isOdd, xonly, merkleRoot), Tweaked(secret, isOdd, again, merkleRoot));
    }

    private static byte[] Tweaked(byte[] secret, long isOdd, byte[] xonly, byte[] merkleRoot)
    {
        Scalar sum = ParseSecret(secret);
        Scalar.NegateIf(sum, sum, isOdd);
        Scalar.Add(sum, sum, Tweak(xonly, merkleRoot));
        return TakeSecret(sum);
    }

    private static Scalar Tweak(byte[] xonly, byte[] merkleRoot)
    {
        Sha256Stream hash = TaggedHash.Begin(s_tapTweak);
        hash.Update(xonly);
        hash.Update(merkleRoot);
        return ParseScalar(hash.Finish());
    }

    private static void Challenge(Scalar e, byte[] signature, byte[] key, byte[] message)
    {
        Sha256Stream hash = TaggedHash.Begin(s_challenge);
        hash.Update(signature, 0, 32);
        hash.Update(key);
        hash.Update(message);
        e.FromBytes(hash.Finish(), 0);
    }

    /// <summary>k = k + e · d, with d in two parts: it is never multiplied by a number that is known.</summary>
    private void AddProduct(Scalar k, Scalar e, Scalar d)
    {
        Scalar mask = new Scalar();
        Scalar term = new Scalar();
        _masks.Next(mask);
        Scalar.Mul(term, e, mask);
        Scalar.Add(k, k, term);
        Scalar.NegateIf(mask, mask, -1);
        Scalar.Add(mask, mask, d);
        Scalar.Mul(term, e, mask);
        Scalar.Add(k, k, term);
        mask.Wipe();
        term.Wipe();
    }

    private static void Nonce(Scalar k, Scalar d, byte[] aux32, byte[] key, byte[] message)
    {
        byte[] aux = TaggedHash.Of(s_aux, aux32);
        byte[] masked = new byte[32];
        d.ToBytes(masked, 0);
        for (int i = 0; i < 32; i++)
        {
            masked[i] ^= aux[i];
        }

        Sha256Stream nonce = TaggedHash.Begin(s_nonce);
        nonce.Update(masked);
        nonce.Update(key);
        nonce.Update(message);
        byte[] rand = nonce.Finish();
        k.FromBytes(rand, 0);
        Array.Clear(rand, 0, 32);
        Array.Clear(masked, 0, 32);
        Check.That(!k.IsZero(), "a nonce is not zero");
    }

    /// <summary>The public key of a secret; both are negated where its y is odd. −1 when they were, else 0. Not proven yet.</summary>
    private long EvenKey(AffinePoint point, Scalar secret)
    {
        JacobianPoint product = new JacobianPoint();
        _generator.Secret(product, secret);
        _generator.Finish(new AffinePoint[] { point, null }, new JacobianPoint[] { product, null }, 1);
        product.Wipe();
        long isOdd = -(point.Y.n0 & 1);
        Scalar.NegateIf(secret, secret, isOdd);
        FieldElement.NegateIf(point.Y, point.Y, isOdd);
        point.Y.Normalize();
        return isOdd;
    }

    private void RequireEven(AffinePoint[] points, Scalar[] secrets, int count)
    {
        for (int i = 0; i < count; i++)
        {
            Check.That(!points[i].Y.IsOdd(), "the y of a point is even");
            _group.RequireOnCurve(points[i]);
        }

        _check.Require(points, secrets, count);
    }
}
