using System;
using Holdfast.Bytes;

namespace Holdfast.Crypto;

/// <summary>ECDSA (SEC 1, 4.1) with RFC 6979 nonces and low s; bit for bit what stock hsmd, libwally and libsecp256k1 make.</summary>
public sealed partial class Secp256k1
{
    /// <summary>No extra entropy: plain RFC 6979.</summary>
    private const int Plain = -1;

    /// <summary>
    /// As stock hsmd signs transactions and gossip: extra entropy is a counter (u32 little-endian, then zeros) from 0 on, repeated until the
    /// first byte of r is below 0x80.
    /// </summary>
    public byte[] Sign(byte[] hash, byte[] secret)
    {
        return SignLowR(hash, secret, 0);
    }

    /// <summary><see cref="Sign"/> for every pair: the same signatures, cheaper together.</summary>
    public byte[][] SignAll(byte[][] hashes, byte[][] secrets)
    {
        Check.That(hashes.Length == secrets.Length, "as many secrets as hashes");
        byte[][] signatures = new byte[hashes.Length][];
        for (int i = 0; i < hashes.Length; i++)
        {
            signatures[i] = Sign(hashes[i], secrets[i]);
        }

        return signatures;
    }

    /// <summary>As libwally signs PSBT inputs: plain RFC 6979 first, then the counter from 1 on, until the first byte of r is below 0x80.</summary>
    public byte[] SignPsbt(byte[] hash, byte[] secret)
    {
        return SignLowR(hash, secret, Plain);
    }

    /// <summary>Plain RFC 6979, low s, any r.</summary>
    public byte[] SignPlain(byte[] hash, byte[] secret)
    {
        byte[] signature = new byte[64];
        Array.Copy(SignRecoverable(hash, secret), 0, signature, 0, 64);
        return signature;
    }

    /// <summary>Plain RFC 6979 with the recovery id (0 … 3) behind it: 65 bytes.</summary>
    public byte[] SignRecoverable(byte[] hash, byte[] secret)
    {
        return SignOnce(hash, secret, Plain);
    }

    /// <summary>True when the signature is good, s is low and all inputs are well-formed.</summary>
    public bool Verify(byte[] hash, byte[] signature, byte[] point)
    {
        return VerifyAll(new byte[][] { hash }, new byte[][] { signature }, point) < 0;
    }

    /// <summary>Verifies many signatures under one key: −1 when all are good, else the index of the first bad one.</summary>
    public int VerifyAll(byte[][] hashes, byte[][] signatures, byte[] point)
    {
        Check.That(hashes.Length == signatures.Length, "as many signatures as hashes");
        AffinePoint key = new AffinePoint();
        if (!key.FromCompressed(point))
        {
            return 0;
        }

        for (int i = 0; i < hashes.Length; i++)
        {
            if (!VerifyOne(hashes[i], signatures[i], key))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>The key that made a recoverable signature; malformed when there is none.</summary>
    public byte[] RecoverPoint(byte[] hash, byte[] signature)
    {
        Scalar r = new Scalar();
        Scalar s = new Scalar();
        Scalar z = new Scalar();
        if (hash.Length != 32 || signature.Length != 65 || signature[64] > 3 || !r.FromSecret(signature, 0) || !s.FromSecret(signature, 32))
        {
            throw new MalformedException("not a recoverable signature");
        }

        // R's x is r, or r + n where that was still below p (recovery id 2 and 3).
        z.FromBytes(hash, 0);
        AffinePoint nonce = new AffinePoint();
        nonce.X.FromBytes(signature, 0);
        if (signature[64] >= 2 && !AddOrder(nonce.X))
        {
            throw new MalformedException("not a recoverable signature");
        }

        if (!nonce.LiftX((signature[64] & 1) != 0))
        {
            throw new MalformedException("not a recoverable signature");
        }

        // key = (s R − z G) / r
        ScalarInverse.Inverse(r, r);
        Scalar.Mul(s, s, r);
        Scalar.Mul(z, z, r);
        Scalar.NegateIf(z, z, -1);
        JacobianPoint key = Product(nonce, s);
        _group.Add(key, key, Product(Generator(), z));
        return Compress(key);
    }

    private byte[] SignLowR(byte[] hash, byte[] secret, int counter)
    {
        while (true)
        {
            byte[] signature = SignOnce(hash, secret, counter);
            if (signature[0] < 0x80)
            {
                byte[] compact = new byte[64];
                Array.Copy(signature, 0, compact, 0, 64);
                return compact;
            }

            counter = counter == Plain ? 1 : counter + 1;
        }
    }

    private byte[] SignOnce(byte[] hash, byte[] secret, int counter)
    {
        if (hash.Length != 32)
        {
            throw new MalformedException("a hash is 32 bytes");
        }

        Scalar d = ParseSecret(secret);
        Scalar z = new Scalar();
        z.FromBytes(hash, 0);
        byte[] reduced = new byte[32];
        z.ToBytes(reduced, 0);
        byte[] extra = null;
        if (counter != Plain)
        {
            extra = new byte[32];
            extra[0] = (byte)counter;
            extra[1] = (byte)(counter >> 8);
        }

        NonceStream nonces = new NonceStream(_hmac, secret, reduced, extra);
        Scalar k = new Scalar();
        Scalar r = new Scalar();
        Scalar s = new Scalar();
        byte[] signature = new byte[65];
        try
        {
            while (true)
            {
                if (!k.FromSecret(nonces.Next(), 0))
                {
                    continue;
                }

                AffinePoint nonce = new AffinePoint();
                _group.ToAffine(nonce, Product(Generator(), k));
                nonce.X.ToBytes(signature, 0);
                bool overflow = !r.FromBytes(signature, 0);
                ScalarInverse.Inverse(k, k);
                Scalar.Mul(s, r, d);
                Scalar.Add(s, s, z);
                Scalar.Mul(s, s, k);
                if (r.IsZero() || s.IsZero())
                {
                    continue;
                }

                long high = s.HighMask();
                Scalar.NegateIf(s, s, high);
                r.ToBytes(signature, 0);
                s.ToBytes(signature, 32);
                signature[64] = (byte)(((overflow ? 2 : 0) | (int)(nonce.Y.n0 & 1)) ^ (int)(high & 1));
                return signature;
            }
        }
        finally
        {
            d.Wipe();
            k.Wipe();
            nonces.Wipe();
        }
    }

    private bool VerifyOne(byte[] hash, byte[] signature, AffinePoint key)
    {
        Scalar r = new Scalar();
        Scalar s = new Scalar();
        Scalar z = new Scalar();
        if (hash.Length != 32 || signature.Length != 64 || !r.FromSecret(signature, 0) || !s.FromSecret(signature, 32) || s.HighMask() != 0)
        {
            return false;
        }

        z.FromBytes(hash, 0);
        ScalarInverse.Inverse(s, s);
        Scalar.Mul(z, z, s);
        Scalar.Mul(s, s, r);
        JacobianPoint sum = Product(key, s);
        _group.Add(sum, sum, Product(Generator(), z));
        if (sum.IsInfinity())
        {
            return false;
        }

        // x(sum) = r modulo n, without leaving Jacobian coordinates: X = r Z², or X = (r + n) Z² where r + n < p.
        FieldElement x = new FieldElement();
        FieldElement zz = new FieldElement();
        FieldElement product = new FieldElement();
        x.FromBytes(signature, 0);
        FieldElement.Sqr(zz, sum.Z);
        sum.X.Normalize();
        FieldElement.Mul(product, x, zz);
        product.Normalize();
        if (FieldElement.Equal(product, sum.X))
        {
            return true;
        }

        if (!AddOrder(x))
        {
            return false;
        }

        FieldElement.Mul(product, x, zz);
        product.Normalize();
        return FieldElement.Equal(product, sum.X);
    }

    /// <summary>x + n when that is below p, for a normalized x below n; false when it is not.</summary>
    private static bool AddOrder(FieldElement x)
    {
        // p − n − 1 − x, a number of 129 bits minus x, is negative exactly when the sum is too large.
        long c = 0xfc9baed - x.n0;
        c = (c >> 29) + 0x16d0b91 - x.n1;
        c = (c >> 29) + 0xdd7f110 - x.n2;
        c = (c >> 29) + 0x24632a1 - x.n3;
        c = (c >> 29) + 0x1455 - x.n4;
        if (c < 0 || (x.n5 | x.n6 | x.n7 | x.n8) != 0)
        {
            return false;
        }

        FieldElement.Add(x, x, CurveConstants.Order);
        x.Normalize();
        return true;
    }
}
