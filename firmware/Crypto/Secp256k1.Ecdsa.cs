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
        return Compact(SignOne(hash, secret, 0, true));
    }

    /// <summary><see cref="Sign"/> for every pair: the same signatures, cheaper together.</summary>
    public byte[][] SignAll(byte[][] hashes, byte[][] secrets)
    {
        Check.That(hashes.Length == secrets.Length, "as many secrets as hashes");
        byte[][] signatures = new byte[hashes.Length][];
        for (int first = 0; first < hashes.Length; first += BatchMax)
        {
            SignBatch(signatures, hashes, secrets, first, CountFrom(first, hashes.Length), 0, true);
        }

        for (int i = 0; i < signatures.Length; i++)
        {
            signatures[i] = Compact(signatures[i]);
        }

        return signatures;
    }

    /// <summary>As libwally signs PSBT inputs: plain RFC 6979 first, then the counter from 1 on, until the first byte of r is below 0x80.</summary>
    public byte[] SignPsbt(byte[] hash, byte[] secret)
    {
        return Compact(SignOne(hash, secret, Plain, true));
    }

    /// <summary>Plain RFC 6979, low s, any r.</summary>
    public byte[] SignPlain(byte[] hash, byte[] secret)
    {
        return Compact(SignOne(hash, secret, Plain, false));
    }

    /// <summary>Plain RFC 6979 with the recovery id (0 … 3) behind it: 65 bytes.</summary>
    public byte[] SignRecoverable(byte[] hash, byte[] secret)
    {
        return SignOne(hash, secret, Plain, false);
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
        AffinePoint key = _points.Find(point);
        if (key == null)
        {
            return 0;
        }

        // From three signatures on, tables for four powers of the key save more doublings than they cost.
        OddMultiples multiples = new OddMultiples(_group, key, hashes.Length < 3 ? 1 : OddMultiples.ChunksMax);
        for (int i = 0; i < hashes.Length; i++)
        {
            if (!VerifyOne(hashes[i], signatures[i], key, multiples))
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

        if (!_group.LiftX(nonce, (signature[64] & 1) != 0))
        {
            throw new MalformedException("not a recoverable signature");
        }

        // key = (s R − z G) / r
        _group.Inverse.Scalar(r, r);
        Scalar.Mul(s, s, r);
        Scalar.Mul(z, z, r);
        Scalar.NegateIf(z, z, -1);
        JacobianPoint key = new JacobianPoint();
        PublicSum(key, nonce, new OddMultiples(_group, nonce, 1), s, z);
        return Compress(key, false);
    }

    private static byte[] Compact(byte[] recoverable)
    {
        byte[] signature = new byte[64];
        Array.Copy(recoverable, 0, signature, 0, 64);
        return signature;
    }

    private byte[] SignOne(byte[] hash, byte[] secret, int counter, bool lowR)
    {
        byte[][] signatures = new byte[1][];
        SignBatch(signatures, new byte[][] { hash }, new byte[][] { secret }, 0, 1, counter, lowR);
        return signatures[0];
    }

    /// <summary>
    /// Recoverable signatures for hashes[first … first + count − 1]. Nonces whose r does not please are given up before anything is computed
    /// from them but r, and all that are left to try share one inversion in the field; in the end all nonces share one modulo n.
    /// </summary>
    private void SignBatch(byte[][] signatures, byte[][] hashes, byte[][] secrets, int first, int count, int counter, bool lowR)
    {
        SignatureDraft[] drafts = new SignatureDraft[count];
        try
        {
            for (int i = 0; i < count; i++)
            {
                if (hashes[first + i].Length != 32)
                {
                    throw new MalformedException("a hash is 32 bytes");
                }

                drafts[i] = new SignatureDraft();
                Read(drafts[i].Key, secrets[first + i]);
                drafts[i].Hash.FromBytes(hashes[first + i], 0);
            }

            int open = count;
            SignatureDraft[] waiting = new SignatureDraft[count];
            Array.Copy(drafts, 0, waiting, 0, count);
            while (open > 0)
            {
                open = TryNonces(waiting, open, counter, lowR);
                counter = counter == Plain ? 1 : counter + 1;
            }

            SignatureDraft.InvertNonces(drafts, _group.Inverse);
            for (int i = 0; i < count; i++)
            {
                signatures[first + i] = drafts[i].Finish();
            }
        }
        finally
        {
            for (int i = 0; i < count; i++)
            {
                if (drafts[i] != null)
                {
                    drafts[i].Wipe();
                }
            }
        }
    }

    /// <summary>One nonce for each of the waiting drafts; those that it does not suit move to the front, and their number is returned.</summary>
    private int TryNonces(SignatureDraft[] waiting, int open, int counter, bool lowR)
    {
        JacobianPoint[] products = new JacobianPoint[open + 1];
        AffinePoint[] points = new AffinePoint[open + 1];
        byte[] extra = null;
        if (counter != Plain)
        {
            extra = new byte[32];
            extra[0] = (byte)counter;
            extra[1] = (byte)(counter >> 8);
        }

        for (int i = 0; i < open; i++)
        {
            waiting[i].ChooseNonce(_hmac, extra);
            products[i] = new JacobianPoint();
            points[i] = new AffinePoint();
            _generator.Secret(products[i], waiting[i].Nonce);
        }

        _generator.Finish(points, products, open);
        int left = 0;
        for (int i = 0; i < open; i++)
        {
            if (!waiting[i].TakePoint(points[i], lowR))
            {
                waiting[left++] = waiting[i];
            }
        }

        return left;
    }

    private bool VerifyOne(byte[] hash, byte[] signature, AffinePoint key, OddMultiples multiples)
    {
        Scalar r = new Scalar();
        Scalar s = new Scalar();
        Scalar z = new Scalar();
        if (hash.Length != 32 || signature.Length != 64 || !r.FromSecret(signature, 0) || !s.FromSecret(signature, 32) || s.HighMask() != 0)
        {
            return false;
        }

        // sum = (z / s) G + (r / s) key
        z.FromBytes(hash, 0);
        _group.Inverse.Scalar(s, s);
        Scalar.Mul(z, z, s);
        Scalar.Mul(s, s, r);
        JacobianPoint sum = new JacobianPoint();
        PublicSum(sum, key, multiples, s, z);
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
