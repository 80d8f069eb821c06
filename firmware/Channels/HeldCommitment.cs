using Holdfast.Bytes;

namespace Holdfast.Channels;

/// <summary>
/// A holder commitment that the peer has signed and that passed every rule. The signature hash commits to every byte of the transaction,
/// so it serves as the memory of the content, and signing it later needs nothing from the host. Immutable.
/// </summary>
public sealed class HeldCommitment
{
    /// <summary>BIP 143 signature hash (SIGHASH_ALL) over the funding input, 32 bytes.</summary>
    public readonly byte[] Sighash;

    /// <summary>What the holder owns in it, satoshi, before a fee that the holder pays (<see cref="CommitmentProposal.HolderSat"/>).</summary>
    public readonly ulong HolderSat;

    /// <summary>True when payments are in flight on it, trimmed ones included.</summary>
    public readonly bool HasHtlcs;

    public HeldCommitment(byte[] sighash, ulong holderSat, bool hasHtlcs)
    {
        Check.That(sighash.Length == 32, "a signature hash has 32 bytes");
        Sighash = sighash;
        HolderSat = holderSat;
        HasHtlcs = hasHtlcs;
    }
}
