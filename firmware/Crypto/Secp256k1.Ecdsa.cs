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
        for (int first = 0; first < hashes.Length; first += BatchMax)
        {
            int count = CountFrom(first, hashes.Length);
            int bad = VerifyBatch(hashes, signatures, first, count, key, multiples);
            if (bad >= 0)
            {
                return bad;
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
        if (signature[64] >= 2 && !SignatureCheck.AddOrder(nonce.X))
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

    private int VerifyBatch(byte[][] hashes, byte[][] signatures, int first, int count, AffinePoint key, OddMultiples multiples)
    {
        // The s of all well-formed signatures share one inversion; what comes after a malformed one does not matter.
        SignatureCheck[] checks = new SignatureCheck[count];
        int good = 0;
        while (good < count)
        {
            checks[good] = new SignatureCheck();
            if (!checks[good].Parse(hashes[first + good], signatures[first + good]))
            {
                break;
            }

            good++;
        }

        if (good > 0)
        {
            SignatureCheck.Prepare(checks, good, _group.Inverse);
        }

        JacobianPoint sum = new JacobianPoint();
        for (int i = 0; i < good; i++)
        {
            PublicSum(sum, key, multiples, checks[i].KeyFactor, checks[i].GeneratorFactor);
            if (!checks[i].Accepts(sum))
            {
                return first + i;
            }
        }

        return good < count ? first + good : -1;
    }
}
