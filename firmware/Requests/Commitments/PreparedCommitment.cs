using Holdfast.Channels;

namespace Holdfast.Requests;

/// <summary>
/// What is kept of a commitment that was prepared: enough to promise and sign it, a few hundred bytes whatever is in flight on it. Immutable.
/// </summary>
public sealed class PreparedCommitment
{
    public readonly int Slot;

    /// <summary>Of the funding, 32 bytes.</summary>
    public readonly byte[] FundingTxid;

    public readonly ulong Number;

    /// <summary>Keyed digest of the per-commitment point.</summary>
    public readonly byte[] PointDigest;

    /// <summary>What will be written down: keyed digest of the content, the holder's balance.</summary>
    public readonly SignedCommitment Content;

    /// <summary>The sum of the peer's HTLCs (<see cref="IncomingBook"/>).</summary>
    public readonly ulong Incoming;

    /// <summary>Whether the book had them so.</summary>
    public readonly bool IsWritten;

    public readonly bool IsAhead;

    /// <summary>What the signature will be over.</summary>
    public readonly byte[] Sighash;

    /// <summary>What its backup will need; null where nobody uses towers.</summary>
    public readonly StateTicket Ticket;

    /// <summary>Which of the channel's contents it was, for the account of payments.</summary>
    public readonly int PaymentsMark;

    public PreparedCommitment(int slot, byte[] fundingTxid, ulong number, byte[] pointDigest, SignedCommitment content, ulong incoming,
        bool isWritten, bool isAhead, byte[] sighash, StateTicket ticket, int paymentsMark)
    {
        Slot = slot;
        FundingTxid = fundingTxid;
        Number = number;
        PointDigest = pointDigest;
        Content = content;
        Incoming = incoming;
        IsWritten = isWritten;
        IsAhead = isAhead;
        Sighash = sighash;
        Ticket = ticket;
        PaymentsMark = paymentsMark;
    }
}
