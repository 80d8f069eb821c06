using System;
using Holdfast.Bytes;
using Holdfast.Channels;
using Holdfast.Channels.Facts;
using Holdfast.Lightning;
using Holdfast.Payments;
using Holdfast.Policy;
using Holdfast.Protocol;
using Holdfast.Towers;

namespace Holdfast.Requests;

/// <summary>
/// The part that signing the peer's commitment and preparing to sign it have in common: find, rebuild, require. So the answer to "would
/// you sign this?" cannot differ from the signing itself.
/// </summary>
public sealed class CounterpartyCommitment
{
    /// <summary>How many signatures are made, or verified, at once.</summary>
    public const int BatchMax = 12;

    public readonly int Slot;
    public readonly Channel Channel;
    public readonly HolderKeys Keys;
    public readonly CommitmentTransaction Transaction;
    public readonly CommitmentProposal Proposal;

    /// <summary>The sum of the peer's HTLCs on it (<see cref="IncomingBook"/>); 0 where nobody keeps a book.</summary>
    public readonly ulong Incoming;

    private readonly bool _isWritten;
    private readonly bool _isAhead;

    private CounterpartyCommitment(int slot, Channel channel, HolderKeys keys, CommitmentTransaction transaction, CommitmentProposal proposal,
        ulong incoming, bool isWritten, bool isAhead)
    {
        Slot = slot;
        Channel = channel;
        Keys = keys;
        Transaction = transaction;
        Proposal = proposal;
        Incoming = incoming;
        _isWritten = isWritten;
        _isAhead = isAhead;
    }

    /// <summary>The commitment that the numbers describe, after every rule has let it pass.</summary>
    public static CounterpartyCommitment Require(SignerContext signer, CounterpartyCommitmentFields request)
    {
        CommitmentFields content = request.Commitment;
        Htlc.RequireSense(request.Gone);
        int slot = signer.SlotOf(request.ChannelId);
        Channel channel = signer.Channels.At(slot);
        int index = SignerContext.FundingOf(channel, request.FundingPrefix);
        Funding funding = channel.Fundings[index];
        KeyValidation.RequirePoint(signer, content.Point);
        Rebuild.RequireAmounts(channel, funding, content, false);

        HolderKeys keys = signer.KeysOf(channel);
        CommitmentTransaction transaction = Rebuild.CounterpartyCommitment(channel, funding, keys, content);
        CommitmentProposal proposal = new CommitmentProposal(channel, index, content, false, signer.Digest(content.Canonical(funding.Txid, funding.Vout)),
            signer.PointDigest(content.Point), transaction.FeeSat, transaction.HtlcCount, transaction.TrimmedSumMsat);

        RestoreRules.RequirePromise(signer.IsRestored, proposal.IsRepeated);
        ulong incoming = channel.Incoming == null && !request.IsAhead ? 0 : signer.Sum(content.Htlcs, false);
        bool isWritten = IsWritten(signer, channel, request, incoming);
        CounterpartyCommitmentRules.Require(proposal, signer.Limits, isWritten, signer.Prepared.MayHaveLeft(slot),
            signer.Towers.Book.ExposureMax);
        signer.RequireExpiries(proposal);
        return new CounterpartyCommitment(slot, channel, keys, transaction, proposal, incoming, isWritten, request.IsAhead);
    }

    /// <summary>True when the peer has an HTLC with an output here.</summary>
    public bool HasIncomingOutputs
    {
        get { return IncomingIsWritten.HasOutputs(Proposal.Content.Htlcs); }
    }

    /// <summary>Signatures on its HTLCs may leave before it is promised: they have left already, or every expiry among them is written down.</summary>
    public bool IsReleasable
    {
        get { return _isWritten || Proposal.IsRepeated || !HasIncomingOutputs; }
    }

    // For the next number: what is here and what is gone are together all that the book has. Another funding that comes to the newest number carries exactly
    // what was signed for it. Each HTLC is compared with every other, so no more are looked at than a commitment may carry; more are refused by their number.
    private static bool IsWritten(SignerContext signer, Channel channel, CounterpartyCommitmentFields request, ulong incoming)
    {
        IncomingBook book = channel.Incoming;
        int most = signer.Limits.HtlcsMax;
        if (book == null || request.Commitment.Htlcs.Length > most || request.Gone.Length > most
            || !IncomingIsWritten.LeavesNoChoice(request.Commitment.Htlcs, request.Gone))
        {
            return false;
        }

        return request.Commitment.Number + 1 == channel.SignedCount
            ? incoming == book.Signed
            : (incoming + signer.Sum(request.Gone, false)) % IncomingBook.End == book.Next;
    }

    /// <summary>What is kept until the host asks for the commitment's signature.</summary>
    /// <param name="paymentsMark">See <see cref="PaymentAccount.Prepare"/>.</param>
    public PreparedCommitment ToPrepared(SignerContext signer, int paymentsMark)
    {
        return new PreparedCommitment(Slot, Proposal.Funding.Txid, Proposal.Content.Number, Proposal.PointDigest, Promise(),
            Incoming, _isWritten, _isAhead, Transaction.Sighash(), Ticket(signer), paymentsMark);
    }

    /// <summary>Makes it durable, unless it is already.</summary>
    public static void Record(SignerContext signer, CommitmentProposal proposal, int slot, SignedCommitment promise, ulong incoming, bool isAhead,
        HtlcTable payments)
    {
        if (proposal.IsRepeated)
        {
            return;
        }

        bool isNext = proposal.Content.Number == proposal.Channel.SignedCount;
        signer.Record(slot, new CounterpartyCommitmentSigned(proposal.FundingIndex, proposal.Content.Number, proposal.PointDigest, promise, incoming, isAhead), payments);
        if (isNext)
        {
            signer.Prepared.NumberSigned(slot);
        }
    }

    /// <summary>Makes it durable, unless it is already.</summary>
    public void Record(SignerContext signer)
    {
        Record(signer, Proposal, Slot, Promise(), Incoming, _isAhead, signer.Payments.RequireCounterparty(Slot, Proposal));
    }

    /// <summary>What its backup will need; null where nobody uses towers.</summary>
    public StateTicket Ticket(SignerContext signer)
    {
        int vout = Transaction.ToBroadcasterVout;
        return !signer.Towers.Book.IsInUse
            ? null
            : new StateTicket(new TowerState(Channel.Id, Proposal.Funding.Prefix, Proposal.Content.Number), Transaction.Txid(), vout < 0 ? 0 : vout,
                Transaction.ToBroadcasterSat, Proposal.Content.Point);
    }

    private SignedCommitment Promise()
    {
        return new SignedCommitment(Proposal.Identity, Proposal.HolderSat, Proposal.Content.Htlcs.Length != 0);
    }

    /// <summary>
    /// The signature of every HTLC output, in output order, after that of the commitment if it is wanted. Twelve at a time: enough to share the
    /// expensive parts, and the chip's heap holds the drafts of no more.
    /// </summary>
    public byte[][] Sign(SignerContext signer, bool withCommitment)
    {
        int first = withCommitment ? 1 : 0;
        int count = Transaction.HtlcCount + first;
        byte[] htlcSecret = Transaction.HtlcCount == 0 ? null
            : KeyDerivation.Secret(signer.Curve, Keys.Secrets.Htlc, Keys.Basepoints.Htlc, Proposal.Content.Point);
        byte[][] signatures = new byte[count][];
        try
        {
            for (int done = 0; done < count; done += BatchMax)
            {
                int size = count - done < BatchMax ? count - done : BatchMax;
                byte[][] hashes = new byte[size][];
                byte[][] secrets = new byte[size][];
                for (int i = 0; i < size; i++)
                {
                    bool isCommitment = done + i < first;
                    hashes[i] = isCommitment ? Transaction.Sighash() : Transaction.HtlcSighash(done + i - first, true);
                    secrets[i] = isCommitment ? Keys.Secrets.Funding : htlcSecret;
                }

                Array.Copy(signer.Curve.SignAll(hashes, secrets), 0, signatures, done, size);
            }
        }
        finally
        {
            if (htlcSecret != null)
            {
                Array.Clear(htlcSecret, 0, htlcSecret.Length);
            }
        }

        return signatures;
    }
}
