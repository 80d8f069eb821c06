using System;
using Holdfast.Bytes;

namespace Holdfast.Crypto;

/// <summary>Schnorr signatures (BIP 340) and the taproot key tweak (BIP 341).</summary>
public sealed partial class Secp256k1
{
    // "BIP0340/aux", "BIP0340/nonce", "BIP0340/challenge", "TapTweak" in ASCII.
    private static readonly byte[] s_aux = { 66, 73, 80, 48, 51, 52, 48, 47, 97, 117, 120 };
    private static readonly byte[] s_nonce = { 66, 73, 80, 48, 51, 52, 48, 47, 110, 111, 110, 99, 101 };
    private static readonly byte[] s_challenge = { 66, 73, 80, 48, 51, 52, 48, 47, 99, 104, 97, 108, 108, 101, 110, 103, 101 };
    private static readonly byte[] s_tapTweak = { 84, 97, 112, 84, 119, 101, 97, 107 };

    /// <summary>Signs a message of any length (BIP 340, Default Signing). <paramref name="aux32"/> may be all zeros.</summary>
    public byte[] SignSchnorr(byte[] message, byte[] secret, byte[] aux32)
    {
        if (aux32.Length != 32)
        {
            throw new MalformedException("auxiliary randomness is 32 bytes");
        }

        Scalar d = ParseSecret(secret);
        Scalar k = new Scalar();
        Scalar e = new Scalar();
        byte[] masked = new byte[32];
        byte[] signature = new byte[64];
        try
        {
            byte[] key = EvenKey(d);
            byte[] aux = TaggedHash.Of(s_aux, aux32);
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
            Check.That(!k.IsZero(), "a nonce is not zero");
            byte[] x = EvenKey(k);
            Challenge(e, x, key, message);
            Scalar.Mul(e, e, d);
            Scalar.Add(e, e, k);
            Array.Copy(x, 0, signature, 0, 32);
            e.ToBytes(signature, 32);
            return signature;
        }
        finally
        {
            d.Wipe();
            k.Wipe();
            Array.Clear(masked, 0, 32);
        }
    }

    /// <summary>True when the signature is good for the x-only key (BIP 340, Verification) and all inputs are well-formed.</summary>
    public bool VerifySchnorr(byte[] message, byte[] signature, byte[] xonly)
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
        byte[] x = new byte[32];
        Array.Copy(signature, 0, x, 0, 32);
        Challenge(e, x, xonly, message);
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
    public byte[] TaprootSecret(byte[] secret, byte[] merkleRoot)
    {
        Scalar d = ParseSecret(secret);
        byte[] key = EvenKey(d);
        Scalar tweak = Tweak(key, merkleRoot);
        Scalar.Add(d, d, tweak);
        return TakeSecret(d);
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

    private static Scalar Tweak(byte[] xonly, byte[] merkleRoot)
    {
        Sha256Stream hash = TaggedHash.Begin(s_tapTweak);
        hash.Update(xonly);
        hash.Update(merkleRoot);
        return ParseScalar(hash.Finish());
    }

    private static void Challenge(Scalar e, byte[] x, byte[] key, byte[] message)
    {
        Sha256Stream hash = TaggedHash.Begin(s_challenge);
        hash.Update(x);
        hash.Update(key);
        hash.Update(message);
        e.FromBytes(hash.Finish(), 0);
    }

    /// <summary>The x-only public key of a secret, which is negated where its point has an odd y.</summary>
    private byte[] EvenKey(Scalar secret)
    {
        JacobianPoint product = new JacobianPoint();
        _generator.Secret(product, secret);
        byte[] point = Compress(product, true);
        Scalar.NegateIf(secret, secret, point[0] == 3 ? -1L : 0L);
        byte[] x = new byte[32];
        Array.Copy(point, 1, x, 0, 32);
        return x;
    }
}
