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
        CommitmentKeys keys = Together(curve, counterparty.Revocation, left, secret, perCommitmentPoint, holder, counterparty, withHtlcKeys);
        Array.Clear(secret, 0, secret.Length);
        return keys;
    }

    /// <summary>
    /// Keys of the counterparty's commitment. The secret r of the holder's revocation basepoint turns revocation_basepoint * h into (r * h) * G,
    /// so only the counterparty's point, times a public hash, is multiplied the long way.
    /// </summary>
    public static CommitmentKeys ForCounterparty(Secp256k1 curve, byte[] perCommitmentPoint, Basepoints holder, byte[] holderRevocationSecret,
        Basepoints counterparty, bool withHtlcKeys)
    {
        byte[] left = KeyDerivation.Tweak(holder.Revocation, perCommitmentPoint);
        byte[] right = KeyDerivation.Tweak(perCommitmentPoint, holder.Revocation);
        byte[] secret = curve.MultiplySecrets(holderRevocationSecret, left);
        CommitmentKeys keys = Together(curve, perCommitmentPoint, right, secret, perCommitmentPoint, counterparty, holder, withHtlcKeys);
        Array.Clear(secret, 0, secret.Length);
        return keys;
    }

    // The revocation key, factor * point + secret * G, and the one or three keys that are basepoint + public hash * G, in one batch.
    private static CommitmentKeys Together(Secp256k1 curve, byte[] revocationPoint, byte[] revocationFactor, byte[] revocationSecret,
        byte[] perCommitmentPoint, Basepoints broadcaster, Basepoints countersignatory, bool withHtlcKeys)
    {
        byte[][] points = withHtlcKeys
            ? new byte[][] { broadcaster.Delayed, broadcaster.Htlc, countersignatory.Htlc }
            : new byte[][] { broadcaster.Delayed };
        byte[][] tweaks = new byte[points.Length][];
        for (int i = 0; i < points.Length; i++)
        {
            tweaks[i] = KeyDerivation.Tweak(perCommitmentPoint, points[i]);
        }

        byte[][] keys = curve.MultiplyAndAddTweaks(revocationPoint, revocationFactor, revocationSecret, points, tweaks);
        return new CommitmentKeys(keys[1], keys[0], withHtlcKeys ? keys[2] : null, withHtlcKeys ? keys[3] : null, countersignatory.Payment);
    }
}
