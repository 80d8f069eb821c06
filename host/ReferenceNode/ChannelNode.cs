using Holdfast.Lightning;

namespace Holdfast.ReferenceNode;

/// <summary>
/// One side of an open channel: BOLT 2's updates, commitment_signed, revoke_and_ack and channel_reestablish, in front of any signer and on
/// any disk. It promises what a careful node promises, except for the one thing that <see cref="CommitOrder.SignThenWrite"/> leaves open:
/// nothing is sent before it is stored, nothing that was sent is ever different when it is sent again.
/// </summary>
/// <remarks>
/// A crash is: throw this object away, make a new one with the same disk, <see cref="Recover"/>, and let both sides <see cref="Reconnect"/>.
/// Messages to the peer collect in <see cref="Outbox"/>. Receiving is in ChannelNode.Receiving.cs, reconnecting in ChannelNode.Reconnecting.cs.
/// </remarks>
public sealed partial class ChannelNode
{
    private readonly IChannelSigner _signer;
    private readonly INodeDisk _disk;
    private readonly CommitOrder _order;
    private readonly INodeWatch _watch;
    private ChannelState _state;

    /// <summary>Takes up a channel from its disk.</summary>
    /// <exception cref="InvalidOperationException">The disk holds no channel.</exception>
    public ChannelNode(IChannelSigner signer, INodeDisk disk, CommitOrder order, INodeWatch? watch = null)
    {
        _signer = signer;
        _disk = disk;
        _order = order;
        _watch = watch ?? NoWatch.Instance;
        _state = disk.Load() ?? throw new InvalidOperationException("no channel on this disk");
    }

    /// <summary>What the peer should get next, in order.</summary>
    public Queue<PeerMessage> Outbox { get; } = new();

    /// <summary>What the node believes now; a copy.</summary>
    public ChannelState State => _state.Clone();

    /// <summary>Why the channel cannot go on; null while it can.</summary>
    public string? Failure { get; private set; }

    /// <summary>Whether <see cref="Commit"/> would send something.</summary>
    public bool HasNews => UpdateRules.HasNews(_state, byUs: true);

    /// <summary>Offers a payment to the peer; null when this node cannot afford it.</summary>
    /// <returns>The id of the HTLC.</returns>
    public ulong? Offer(ulong amountMsat, byte[] paymentHash, uint expiry)
    {
        NodeHtlc htlc = new() { Id = _state.NextHtlcId, OfferedByUs = true, AmountMsat = amountMsat, PaymentHash = paymentHash, Expiry = expiry };
        _state.Htlcs.Add(htlc);
        if (!CommitmentBuilder.IsAffordable(_state, byUs: true))
        {
            _state.Htlcs.Remove(htlc);
            return null;
        }

        _state.NextHtlcId++;
        Outbox.Enqueue(new UpdateAddHtlc(htlc.Id, amountMsat, paymentHash, expiry));
        return htlc.Id;
    }

    /// <summary>Proposes the end of an HTLC that the peer offered. Only when its coming is irrevocable and nobody proposed its end before.</summary>
    public bool Remove(ulong id, HtlcRemoval removal)
    {
        int i = _state.Htlcs.FindIndex(htlc =>
            !htlc.OfferedByUs && htlc.Id == id && htlc.AddStage == UpdateStage.Final && htlc.Removal == HtlcRemoval.None);
        if (i < 0 || removal == HtlcRemoval.None)
        {
            return false;
        }

        _state.Htlcs[i] = _state.Htlcs[i] with { Removal = removal, RemovalStage = UpdateStage.Proposed };
        Outbox.Enqueue(new UpdateRemoveHtlc(id, removal));
        return true;
    }

    /// <summary>Proposes a new feerate; only the opener may, and only what it can pay.</summary>
    public bool ChangeFee(uint feeratePerKw)
    {
        if (!_state.Terms.IsOpener)
        {
            return false;
        }

        FeeChange change = new(feeratePerKw, UpdateStage.Proposed);
        _state.FeeChanges.Add(change);
        if (!CommitmentBuilder.IsAffordable(_state, byUs: true))
        {
            _state.FeeChanges.RemoveAt(_state.FeeChanges.Count - 1);
            return false;
        }

        Outbox.Enqueue(new UpdateFee(feeratePerKw));
        return true;
    }

    /// <summary>Signs the peer's next commitment when there is something new and the peer has revoked what it had before.</summary>
    /// <returns>Whether commitment_signed is on its way.</returns>
    /// <exception cref="RefusedException">The signer said no. With write-then-sign the node forgets its proposals; else they stay proposed.</exception>
    public bool Commit()
    {
        if (Failure is not null || !_state.MaySign || !HasNews)
        {
            return false;
        }

        CommitmentFields content = CommitmentBuilder.NextOfCounterparty(_state);
        ChannelState next = _state.Clone();
        UpdateRules.CommitmentWasSigned(next, byUs: true);
        next.CounterpartySigned = content.Number;
        next.LastSentWasRevocation = false;

        byte[][]? prepared = _order == CommitOrder.SignThenWrite ? null : _signer.Prepare(content);
        _watch.Before(NodeEvent.IntentWritten);
        if (_order == CommitOrder.WriteThenSign)
        {
            _disk.BeginIntent(content, WithoutProposals(next));
        }

        _watch.After(NodeEvent.IntentWritten);
        if (_order == CommitOrder.PrepareThenWrite && prepared is not null)
        {
            Store(next);
            Send(_signer.SignPrepared(content, prepared));
        }
        else
        {
            Finish(content, next);
        }

        return true;
    }

    /// <summary>From the intent to the message: the part that a recovered node repeats word for word.</summary>
    private void Finish(CommitmentFields content, ChannelState next)
    {
        SignedCommitment signed = SignOrForget(content);
        Store(next, signed);
        Send(signed);
    }

    private void Store(ChannelState next, SignedCommitment? signed = null)
    {
        _watch.Before(NodeEvent.StateWritten);
        _disk.Store(WithoutProposals(next));
        _state = next;
        if (_order == CommitOrder.WriteThenSign)
        {
            _disk.CloseIntent(signed, refusalTag: null);
        }

        _watch.After(NodeEvent.StateWritten);
    }

    private void Send(SignedCommitment signed)
    {
        _watch.Before(NodeEvent.CommitmentSignedSent);
        Outbox.Enqueue(new CommitmentSigned(signed.Signature, signed.HtlcSignatures));
        _watch.After(NodeEvent.CommitmentSignedSent);
    }

    private SignedCommitment SignOrForget(CommitmentFields content)
    {
        try
        {
            return _signer.SignCounterparty(content);
        }
        catch (RefusedException refusal) when (_order == CommitOrder.WriteThenSign)
        {
            // A refusal promises nothing: the number is free for another content, and what was proposed goes back to where it came from.
            _disk.CloseIntent(signed: null, refusal.Tag);
            throw;
        }
    }

    /// <summary>Proposals live in memory until somebody signs them; the disk never holds one.</summary>
    private static ChannelState WithoutProposals(ChannelState state)
    {
        ChannelState durable = state.Clone();
        UpdateRules.ForgetProposed(durable);
        return durable;
    }

    private void Fail(string sentence)
    {
        Failure = sentence;
        Outbox.Enqueue(new PeerError(sentence));
    }
}
