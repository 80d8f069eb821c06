using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.SecondOpinion;

namespace Holdfast.NodeRequests.Translation;

/// <summary>
/// Public-key arithmetic of the bridge: verifies what the device returns before it goes out, and derives public keys. Holds no secret. Safe to
/// use from many threads; one at a time gets through, the curve keeps scratch space.
/// </summary>
/// <param name="second">Judges every signature of a transaction too; null where the owner does not want that.</param>
internal sealed class SignatureCheck(ISecondOpinion? second = null)
{
    private readonly Lock _lock = new();
    private readonly Secp256k1 _curve = Secp256k1.Software();
    private readonly SoftwareHmac _hmac = new();

    /// <summary>An ECDSA signature (compact) must be over this hash by this key.</summary>
    public void Require(byte[] hash, byte[] signature, byte[] point, string what)
    {
        lock (_lock)
        {
            Fits(_curve.Verify(hash, signature, point), what);
        }
    }

    /// <summary>A BIP 340 signature must be over this message by this x-only key.</summary>
    public void RequireSchnorr(byte[] message, byte[] signature, byte[] xonly, string what)
    {
        lock (_lock)
        {
            Fits(_curve.VerifySchnorr(message, signature, xonly), what);
        }
    }

    /// <summary>
    /// A signature of a transaction's input must be over its hash, by this key: 33 bytes for ECDSA, 32 for BIP 340. The second opinion must agree, where there is one.
    /// </summary>
    /// <exception cref="OpinionDiffersException">It does not.</exception>
    /// <exception cref="OpinionAwayException">It gives no answer.</exception>
    public void RequireSpend(InputSpend spend, byte[] signature, byte[] key, string what)
    {
        byte[] hash = spend.Sighash(key);
        if (InputSpend.IsTaproot(key))
        {
            RequireSchnorr(hash, signature, key, what);
        }
        else
        {
            Require(hash, signature, key, what);
        }

        if (second != null)
        {
            Comparison.Require(second, what, spend.Question(key, signature), spend.Transaction.Txid, hash);
        }
    }

    /// <summary>A recoverable signature must lead back to this key.</summary>
    public void RequireRecoverable(byte[] hash, byte[] signature, byte[] point, string what)
    {
        lock (_lock)
        {
            Fits(Check.Same(_curve.RecoverPoint(hash, signature), point), what);
        }
    }

    /// <summary>Non-hardened BIP 32 steps from a 74-byte public key; the compressed point.</summary>
    public byte[] DerivePoint(byte[] xpub, params uint[] path)
    {
        lock (_lock)
        {
            ExtendedPublicKey key = ExtendedPublicKey.Parse(xpub);
            foreach (uint index in path)
            {
                key = key.Derive(_curve, _hmac, index);
            }

            return key.PublicKey;
        }
    }

    /// <summary>The x-only key of a taproot output without scripts (BIP 86).</summary>
    public byte[] TaprootOutputKey(byte[] point)
    {
        lock (_lock)
        {
            return _curve.TaprootOutputKey(point[1..], []);
        }
    }

    /// <summary>BOLT 3, Key Derivation: basepoint + SHA256(per-commitment point ‖ basepoint)·G.</summary>
    public byte[] SimplePoint(byte[] basepoint, byte[] commitmentPoint)
    {
        lock (_lock)
        {
            return _curve.AddTweak(basepoint, Sha256.Hash([.. commitmentPoint, .. basepoint]));
        }
    }

    /// <summary>The per-commitment point of a revealed secret.</summary>
    public byte[] PointOf(byte[] revealedSecret)
    {
        lock (_lock)
        {
            return _curve.IsSecret(revealedSecret) ? _curve.PublicKey(revealedSecret) : throw new MalformedException("revealed secret is out of range");
        }
    }

    /// <summary>BOLT 3, Key Derivation, revocationpubkey.</summary>
    public byte[] RevocationPoint(byte[] revocationBasepoint, byte[] commitmentPoint)
    {
        lock (_lock)
        {
            byte[] left = _curve.Multiply(revocationBasepoint, Sha256.Hash([.. revocationBasepoint, .. commitmentPoint]));
            byte[] right = _curve.Multiply(commitmentPoint, Sha256.Hash([.. commitmentPoint, .. revocationBasepoint]));
            return _curve.AddPoints(left, right);
        }
    }

    /// <summary>point + scalar·G.</summary>
    public byte[] AddTweak(byte[] point, byte[] scalar)
    {
        lock (_lock)
        {
            return _curve.AddTweak(point, scalar);
        }
    }

    private static void Fits(bool fits, string what)
    {
        if (!fits)
        {
            throw new SignatureMismatchException(what);
        }
    }
}
