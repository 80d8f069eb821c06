using Holdfast.Bytes;

namespace Holdfast.Channels;

/// <summary>
/// The newest commitment of the peer that the device has signed. Immutable. The digest is keyed (HMAC with a key that never leaves the device) over
/// every number that the request carried, so equal digests mean equal content and nobody outside can search for two contents with one digest.
/// </summary>
public sealed class SignedCommitment
{
    public const int DigestBytes = 12;

    /// <summary>Keyed digest of the whole content, 12 bytes.</summary>
    public readonly byte[] Digest;

    /// <summary>What the holder owns in it, satoshi, before a fee that the holder pays (<see cref="CommitmentProposal.HolderSat"/>).</summary>
    public readonly ulong HolderSat;

    /// <summary>True when payments are in flight on it, trimmed ones included.</summary>
    public readonly bool HasHtlcs;

    public SignedCommitment(byte[] digest, ulong holderSat, bool hasHtlcs)
    {
        Check.That(digest.Length == DigestBytes, "a content digest has 12 bytes");
        Digest = digest;
        HolderSat = holderSat;
        HasHtlcs = hasHtlcs;
    }
}
