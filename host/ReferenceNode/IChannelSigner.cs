using Holdfast.Lightning;
using Holdfast.Protocol;

namespace Holdfast.ReferenceNode;

/// <summary>
/// What a node asks its signer for one channel. Adapters exist for the device (<see cref="DeviceSigner"/>), for a plain key in memory
/// (<see cref="SoftwareSigner"/>) and, in the conformance kit, for any program that speaks hsmd.
/// </summary>
/// <remarks>Every method throws <see cref="RefusedException"/> when a rule says no and <see cref="SignerLostException"/> when nobody answers.</remarks>
public interface IChannelSigner
{
    /// <summary>The channel's basepoints and funding key.</summary>
    BasepointFields Basepoints { get; }

    byte[] FundingPoint { get; }

    byte[] PerCommitmentPoint(ulong number);

    /// <summary>Fixes the terms, once the funding outpoint is known.</summary>
    void Setup(ChannelTerms terms);

    /// <summary>"Would you sign this?": promises nothing and changes nothing. A signer that does not know the question answers null.</summary>
    /// <returns>The HTLC signatures; null when they stay with the promise.</returns>
    byte[][]? Prepare(CommitmentFields content);

    /// <summary>Signs what was prepared, with these HTLC signatures.</summary>
    SignedCommitment SignPrepared(CommitmentFields content, byte[][] htlcSignatures);

    /// <summary>Signs the peer's commitment and every HTLC transaction on it.</summary>
    SignedCommitment SignCounterparty(CommitmentFields content);

    /// <summary>Shows the next holder commitment with the peer's signatures; answers the holder's per-commitment point of the number after.</summary>
    byte[] ValidateHolder(CommitmentFields content, SignedCommitment signatures);

    /// <summary>Gives the holder's secret of <paramref name="number"/> away; its successor was validated.</summary>
    Revocation Revoke(ulong number);

    /// <summary>Shows the peer's secret.</summary>
    void ValidateRevocation(ulong number, byte[] secret);
}

/// <summary>Signatures in the order of commitment_signed (BOLT 2), 64 bytes each; the receipt is empty when the signer has none.</summary>
public sealed record SignedCommitment(byte[] Signature, byte[][] HtlcSignatures, byte[] Receipt);

/// <summary>revoke_and_ack: the secret of a number (32 bytes) and the point of the number two higher (33 bytes).</summary>
public sealed record Revocation(byte[] Secret, byte[] NextPoint);

/// <summary>The signer said no by a rule.</summary>
public sealed class RefusedException(string tag, string sentence) : Exception(tag + ": " + sentence)
{
    public string Tag { get; } = tag;
}

/// <summary>The signer is gone. Whether it did what it was asked is unknown.</summary>
public sealed class SignerLostException(string message) : Exception(message);
