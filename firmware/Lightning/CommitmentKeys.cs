using System;
using Holdfast.Crypto;

namespace Holdfast.Lightning;

/// <summary>
/// The public keys of one commitment transaction. "Broadcaster" is the side whose commitment it is, "countersignatory" the other.
/// The three ways to derive them give the same keys; they differ in which secrets help. Variable-base multiplications dominate the
/// cost (one with a known secret, two without), fixed-base ones share their inversion.
/// </summary>
public sealed class CommitmentKeys
{
    /// <summary>local_delayedpubkey: the broadcaster's own money, after the delay.</summary>
    public readonly byte[] BroadcasterDelayed;

    /// <summary>revocationpubkey: the countersignatory takes everything once the commitment is revoked.</summary>
    public readonly byte[] Revocation;

    /// <summary>local_htlcpubkey, or null when the commitment has no HTLC output.</summary>
    public readonly byte[] BroadcasterHtlc;

    /// <summary>remote_htlcpubkey, or null when the commitment has no HTLC output.</summary>
    public readonly byte[] CountersignatoryHtlc;

    /// <summary>remotepubkey: the countersignatory's payment basepoint itself (option_static_remotekey).</summary>
    public readonly byte[] CountersignatoryPayment;

    public CommitmentKeys(byte[] broadcasterDelayed, byte[] revocation, byte[] broadcasterHtlc, byte[] countersignatoryHtlc,
        byte[] countersignatoryPayment)
    {
        BroadcasterDelayed = broadcasterDelayed;
        Revocation = revocation;
        BroadcasterHtlc = broadcasterHtlc;
        CountersignatoryHtlc = countersignatoryHtlc;
        CountersignatoryPayment = countersignatoryPayment;
    }

    /// <summary>From public data only.</summary>
    public static CommitmentKeys Derive(Secp256k1 curve, byte[] perCommitmentPoint, Basepoints broadcaster, Basepoints countersignatory)
    {
        return new CommitmentKeys(
            KeyDerivation.PublicKey(curve, broadcaster.Delayed, perCommitmentPoint),
            KeyDerivation.RevocationKey(curve, countersignatory.Revocation, perCommitmentPoint),
            KeyDerivation.PublicKey(curve, broadcaster.Htlc, perCommitmentPoint),
            KeyDerivation.PublicKey(curve, countersignatory.Htlc, perCommitmentPoint),
            countersignatory.Payment);
    }

    /// <summary>
    /// Keys of the holder's own commitment. The per-commitment secret p turns per_commitment_point * h into (p * h) * G,
    /// so only the counterparty's revocation basepoint, times a public hash, is multiplied the long way.
    /// </summary>
    public static CommitmentKeys ForHolder(Secp256k1 curve, byte[] perCommitmentSecret, byte[] perCommitmentPoint, Basepoints holder,
        Basepoints counterparty, bool withHtlcKeys)
    {
        byte[] left = KeyDerivation.Tweak(counterparty.Revocation, perCommitmentPoint);
        byte[] right = KeyDerivation.Tweak(perCommitmentPoint, counterparty.Revocation);
        byte[] secret = curve.MultiplySecrets(perCommitmentSecret, right);
        CommitmentKeys keys = Batch(curve, curve.Multiply(counterparty.Revocation, left), secret, perCommitmentPoint, holder, counterparty,
            withHtlcKeys);
        Array.Clear(secret, 0, secret.Length);
        return keys;
    }

    /// <summary>
    /// Keys of the counterparty's commitment. The secret r of our revocation basepoint turns revocation_basepoint * h into (r * h) * G,
    /// so only the counterparty's point, times a public hash, is multiplied the long way.
    /// </summary>
    public static CommitmentKeys ForCounterparty(Secp256k1 curve, byte[] perCommitmentPoint, Basepoints holder, byte[] holderRevocationSecret,
        Basepoints counterparty, bool withHtlcKeys)
    {
        byte[] left = KeyDerivation.Tweak(holder.Revocation, perCommitmentPoint);
        byte[] right = KeyDerivation.Tweak(perCommitmentPoint, holder.Revocation);
        byte[] secret = curve.MultiplySecrets(holderRevocationSecret, left);
        CommitmentKeys keys = Batch(curve, curve.Multiply(perCommitmentPoint, right), secret, perCommitmentPoint, counterparty, holder,
            withHtlcKeys);
        Array.Clear(secret, 0, secret.Length);
        return keys;
    }

    // revocationPart + revocationScalar * G and the two or four simple keys in one batch of fixed-base products. The revocation scalar is
    // secret: AddTweaks runs the same sequence of operations for every scalar.
    private static CommitmentKeys Batch(Secp256k1 curve, byte[] revocationPart, byte[] revocationScalar, byte[] perCommitmentPoint,
        Basepoints broadcaster, Basepoints countersignatory, bool withHtlcKeys)
    {
        int count = withHtlcKeys ? 4 : 2;
        byte[][] points = new byte[count][];
        byte[][] scalars = new byte[count][];
        points[0] = revocationPart;
        scalars[0] = revocationScalar;
        points[1] = broadcaster.Delayed;
        scalars[1] = KeyDerivation.Tweak(perCommitmentPoint, broadcaster.Delayed);
        if (withHtlcKeys)
        {
            points[2] = broadcaster.Htlc;
            scalars[2] = KeyDerivation.Tweak(perCommitmentPoint, broadcaster.Htlc);
            points[3] = countersignatory.Htlc;
            scalars[3] = KeyDerivation.Tweak(perCommitmentPoint, countersignatory.Htlc);
        }

        byte[][] keys = curve.AddTweaks(points, scalars);
        return new CommitmentKeys(keys[1], keys[0], withHtlcKeys ? keys[2] : null, withHtlcKeys ? keys[3] : null, countersignatory.Payment);
    }
}
