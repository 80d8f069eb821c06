using System;
using Holdfast.Bytes;

namespace Holdfast.Crypto;

/// <summary>ECDSA (SEC 1, 4.1) with RFC 6979 nonces and low s; bit for bit what stock hsmd, libwally and libsecp256k1 make.</summary>
public partial class Secp256k1
{
    /// <summary>How many nonces are tried at once; bounds the memory of a batch of signatures.</summary>
    private const int NoncesMax = 10;

    /// <summary>
    /// As stock hsmd signs transactions and gossip: extra entropy is a counter (u32 little-endian, then zeros) from 0 on, repeated until the
    /// first byte of r is below 0x80.
    /// </summary>
    public byte[] Sign(byte[] hash, byte[] secret)
    {
        return SignOne(hash, secret, 0, true, false);
    }

    /// <summary><see cref="Sign"/> for every pair: the same signatures, cheaper together.</summary>
    public byte[][] SignAll(byte[][] hashes, byte[][] secrets)
    {
        Check.That(hashes.Length == secrets.Length, "as many secrets as hashes");
        return SignMany(hashes, secrets, 0, true, false);
    }

    /// <summary>As libwally signs PSBT inputs: plain RFC 6979 first, then the counter from 1 on, until the first byte of r is below 0x80.</summary>
    public byte[] SignPsbt(byte[] hash, byte[] secret)
    {
        return SignOne(hash, secret, SignatureDraft.Plain, true, false);
    }

    /// <summary>Plain RFC 6979, low s, any r.</summary>
    public byte[] SignPlain(byte[] hash, byte[] secret)
    {
        return SignOne(hash, secret, SignatureDraft.Plain, false, false);
    }

    /// <summary>Plain RFC 6979 with the recovery id (0 … 3) behind it: 65 bytes.</summary>
    public byte[] SignRecoverable(byte[] hash, byte[] secret)
    {
        return SignOne(hash, secret, SignatureDraft.Plain, false, true);
    }

    /// <summary>True when the signature is good, s is low and all inputs are well-formed.</summary>
    public bool Verify(byte[] hash, byte[] signature, byte[] point)
    {
        return VerifyAll(new byte[][] { hash }, new byte[][] { signature }, point) < 0;
    }

    /// <summary>Verifies many signatures under one key: −1 when all are good, else the index of the first bad one.</summary>
    public virtual int VerifyAll(byte[][] hashes, byte[][] signatures, byte[] point)
    {
        Check.That(hashes.Length == signatures.Length, "as many signatures as hashes");
        if (hashes.Length == 0)
        {
            return -1;
        }

        AffinePoint key = _points.Find(point);
        if (key == null)
        {
            return 0;
        }

        // From three signatures on, tables for two or four powers of the key save more doublings than they cost.
        OddMultiples multiples = new OddMultiples(_group, key, hashes.Length < 3 ? 1 : _chunks);
        for (int first = 0; first < hashes.Length; first += _batch)
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
    public virtual byte[] RecoverPoint(byte[] hash, byte[] signature)
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

    private byte[] SignOne(byte[] hash, byte[] secret, int counter, bool lowR, bool isRecoverable)
    {
        return SignMany(new byte[][] { hash }, new byte[][] { secret }, counter, lowR, isRecoverable)[0];
    }

    /// <summary>
    /// Nonces are tried so many at a time, with one inversion in the field for all; a draft whose r pleases makes room for the next, and drafts that
    /// have their nonce share one inversion modulo n and one proof that the signatures are right. A nonce that is given up yields nothing but its r. On a small
    /// heap no more drafts exist at once than one batch and one more.
    /// </summary>
    protected virtual byte[][] SignMany(byte[][] hashes, byte[][] secrets, int counter, bool lowR, bool isRecoverable)
    {
        int all = hashes.Length;
        int batch = CountFrom(0, all);
        int width = batch < NoncesMax ? batch : NoncesMax;
        int room = batch + (_batch < BatchMax ? 1 : width);
        byte[][] signatures = new byte[all][];
        SignatureDraft[] open = new SignatureDraft[width];
        SignatureDraft[] done = new SignatureDraft[room];
        JacobianPoint[] products = new JacobianPoint[width + 1];
        AffinePoint[] points = new AffinePoint[batch + 1];
        for (int i = 0; i < batch; i++)
        {
            points[i] = new AffinePoint();
        }

        for (int i = 0; i < width; i++)
        {
            products[i] = new JacobianPoint();
        }

        int openCount = 0;
        int doneCount = 0;
        int next = 0;
        try
        {
            while (next < all || openCount > 0)
            {
                while (next < all && openCount < width && doneCount + openCount < room)
                {
                    open[openCount] = new SignatureDraft(next, hashes[next], secrets[next], counter);
                    openCount++;
                    next++;
                }

                TryNonces(open, openCount, products, points);
                int left = 0;
                for (int i = 0; i < openCount; i++)
                {
                    SignatureDraft draft = open[i];
                    if (!draft.TakePoint(points[i], lowR))
                    {
                        open[left++] = draft;
                        continue;
                    }

                    done[doneCount++] = draft;
                }

                openCount = left;
                if (doneCount >= batch)
                {
                    Finish(signatures, done, batch, points, isRecoverable);
                    doneCount -= batch;
                    Array.Copy(done, batch, done, 0, doneCount);
                }
            }

            if (doneCount > 0)
            {
                Finish(signatures, done, doneCount, points, isRecoverable);
            }
        }
        finally
        {
            Wipe(open, openCount);
            Wipe(done, doneCount);
            Wipe(products, width);
        }

        return signatures;
    }

    private void TryNonces(SignatureDraft[] drafts, int count, JacobianPoint[] products, AffinePoint[] points)
    {
        for (int i = 0; i < count; i++)
        {
            drafts[i].ChooseNonce(_hmac);
            _generator.Secret(products[i], drafts[i].Nonce);
        }

        // The blind takes the place behind the last product, and gives it back.
        JacobianPoint product = products[count];
        AffinePoint point = points[count];
        _generator.Finish(points, products, count);
        products[count] = product;
        points[count] = point;
    }

    private void Finish(byte[][] signatures, SignatureDraft[] drafts, int count, AffinePoint[] points, bool isRecoverable)
    {
        Scalar mask = new Scalar();
        Scalar[] nonces = new Scalar[count];
        try
        {
            _masks.Next(mask);
            SignatureDraft.InvertNonces(drafts, count, _group.Inverse, mask);
            for (int i = 0; i < count; i++)
            {
                signatures[drafts[i].Index] = drafts[i].Finish(mask, isRecoverable);
            }

            _masks.Next(mask);
            for (int i = 0; i < count; i++)
            {
                drafts[i].Prove(signatures[drafts[i].Index], points[i], mask, _hmac);
                _group.RequireOnCurve(points[i]);
                nonces[i] = drafts[i].Nonce;
            }

            _check.Require(points, nonces, count);
        }
        finally
        {
            mask.Wipe();
            Wipe(drafts, count);
        }
    }

    private static void Wipe(SignatureDraft[] drafts, int count)
    {
        for (int i = 0; i < count; i++)
        {
            drafts[i].Wipe();
        }
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
