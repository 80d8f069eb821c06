using System;
using Holdfast.Crypto;

namespace Holdfast.Lightning;

/// <summary>
/// BOLT 3, Key Derivation: how per-commitment keys come from basepoints, one formula per method, for public keys and for the secrets
/// behind them. Points are 33 bytes compressed, secrets and scalars 32 bytes big-endian.
/// </summary>
public static class KeyDerivation
{
    /// <summary>SHA256(first ‖ second) of two points, as the scalar that every derivation uses.</summary>
    public static byte[] Tweak(byte[] first, byte[] second)
    {
        byte[] both = new byte[66];
        Array.Copy(first, 0, both, 0, 33);
        Array.Copy(second, 0, both, 33, 33);
        return Sha256.Hash(both);
    }

    /// <summary>htlcpubkey and delayedpubkey: basepoint + SHA256(per_commitment_point ‖ basepoint) * G.</summary>
    public static byte[] PublicKey(Secp256k1 curve, byte[] basepoint, byte[] perCommitmentPoint)
    {
        return curve.AddTweak(basepoint, Tweak(perCommitmentPoint, basepoint));
    }

    /// <summary>The secret of <see cref="PublicKey"/>: basepoint_secret + SHA256(per_commitment_point ‖ basepoint).</summary>
    public static byte[] Secret(Secp256k1 curve, byte[] basepointSecret, byte[] basepoint, byte[] perCommitmentPoint)
    {
        return curve.AddSecrets(basepointSecret, Tweak(perCommitmentPoint, basepoint));
    }

    /// <summary>
    /// revocationpubkey from public data only: revocation_basepoint * SHA256(revocation_basepoint ‖ per_commitment_point)
    /// + per_commitment_point * SHA256(per_commitment_point ‖ revocation_basepoint).
    /// </summary>
    public static byte[] RevocationKey(Secp256k1 curve, byte[] revocationBasepoint, byte[] perCommitmentPoint)
    {
        byte[] left = curve.Multiply(revocationBasepoint, Tweak(revocationBasepoint, perCommitmentPoint));
        byte[] right = curve.Multiply(perCommitmentPoint, Tweak(perCommitmentPoint, revocationBasepoint));
        return curve.AddPoints(left, right);
    }

    /// <summary>revocationprivkey, known only to the one who holds both the revocation basepoint's secret and the revealed per-commitment secret.</summary>
    public static byte[] RevocationSecret(Secp256k1 curve, byte[] revocationBasepointSecret, byte[] revocationBasepoint,
        byte[] perCommitmentSecret, byte[] perCommitmentPoint)
    {
        byte[] left = curve.MultiplySecrets(revocationBasepointSecret, Tweak(revocationBasepoint, perCommitmentPoint));
        byte[] right = curve.MultiplySecrets(perCommitmentSecret, Tweak(perCommitmentPoint, revocationBasepoint));
        byte[] sum = curve.AddSecrets(left, right);
        Array.Clear(left, 0, left.Length);
        Array.Clear(right, 0, right.Length);
        return sum;
    }
}
