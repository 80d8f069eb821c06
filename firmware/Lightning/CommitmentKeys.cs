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
}
