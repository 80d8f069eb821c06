using Holdfast.NodeRequests.Translation;
using Holdfast.Protocol;

namespace Holdfast.NodeRequests;

/// <summary>
/// A commitment of the peer that the device would sign, with all that asking for the signature takes, also from a device that has forgotten what it
/// prepared. Immutable; may be dropped at any time, nothing was promised.
/// </summary>
public sealed class PreparedCommitment
{
    internal PreparedCommitment(
        byte[] placeholder, ChannelName channel, SignCounterpartyCommitment request, byte[] context, FundingSpend funding, byte[][] htlcSignatures)
    {
        Placeholder = placeholder;
        Channel = channel;
        Request = request;
        Context = context;
        Funding = funding;
        HtlcSignatures = htlcSignatures;
    }

    /// <summary>What stands for the signature until then, as the caller gave it: 64 bytes.</summary>
    public byte[] Placeholder { get; }

    public ulong Number => Request.Commitment.Number;

    internal ChannelName Channel { get; }

    /// <summary>The whole request to the device, which is the intent.</summary>
    internal SignCounterpartyCommitment Request { get; }

    /// <summary>Kept with the intent.</summary>
    internal byte[] Context { get; }

    internal FundingSpend Funding { get; }

    internal byte[][] HtlcSignatures { get; }
}

/// <summary>What the node gets for a commitment whose frame can be held.</summary>
/// <param name="Answer">Complete: with the placeholder, with the true signature, or a no.</param>
/// <param name="Prepared">Not null exactly when the answer carries the placeholder.</param>
public sealed record WriteAheadAnswer(HsmdAnswer Answer, PreparedCommitment? Prepared);

/// <summary>The signature of a prepared commitment.</summary>
/// <param name="Answer">The true reply to the node's request, or a no.</param>
/// <param name="Signature">64 bytes, verified against the node's own transaction; null when the answer is a no.</param>
public sealed record LateSignature(HsmdAnswer Answer, byte[]? Signature);
