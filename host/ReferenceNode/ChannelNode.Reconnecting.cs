using Holdfast.Lightning;

namespace Holdfast.ReferenceNode;

/// <content>After a crash or a lost connection.</content>
public sealed partial class ChannelNode
{
    /// <summary>
    /// The first thing after a start: ask the signer again for exactly what was written down and not finished. A node that signs first has
    /// nothing to repeat. The message itself goes out when the peer says, in channel_reestablish, that it lacks it.
    /// </summary>
    public void Recover() => _state = _disk.Recover(_signer.SignCounterparty) ?? _state;

    /// <summary>A new connection: forget what nobody signed, and say what is expected next (BOLT 2, Message Retransmission).</summary>
    public void Reconnect()
    {
        Outbox.Clear();
        UpdateRules.ForgetProposed(_state);
        Outbox.Enqueue(new ChannelReestablish(_state.HolderValidated + 1, _state.CounterpartyNumber));
    }

    private void Receive(ChannelReestablish message)
    {
        bool lacksCommitment = message.NextCommitmentNumber == _state.CounterpartySigned && !_state.MaySign;
        bool owesRevocation = _state.HolderValidated > _state.HolderNumber;
        bool lacksRevocation = !owesRevocation && message.NextRevocationNumber + 1 == _state.HolderNumber;
        if (!lacksCommitment && message.NextCommitmentNumber != _state.CounterpartySigned + 1)
        {
            Fail("the peer expects commitment " + message.NextCommitmentNumber + " and this node has signed " + _state.CounterpartySigned);
            return;
        }

        if (!lacksRevocation && message.NextRevocationNumber != _state.HolderNumber)
        {
            Fail("the peer expects the revocation of " + message.NextRevocationNumber + " and this node is at " + _state.HolderNumber);
            return;
        }

        if (lacksCommitment && _state.LastSentWasRevocation)
        {
            ResendCommitment();
        }

        if (lacksRevocation)
        {
            Revocation again = _signer.Revoke(_state.HolderNumber - 1);
            Outbox.Enqueue(new RevokeAndAck(again.Secret, again.NextPoint));
        }

        if (lacksCommitment && !_state.LastSentWasRevocation)
        {
            ResendCommitment();
        }

        if (owesRevocation)
        {
            SendRevocation();
        }
    }

    /// <summary>
    /// The node's own updates that the commitment carries, and the commitment, signed again: the same content gives the same signature. A node that stored its
    /// state first may never have had one.
    /// </summary>
    private void ResendCommitment()
    {
        foreach (NodeHtlc htlc in _state.Htlcs.Where(htlc => htlc.OfferedByUs && htlc.AddStage == UpdateStage.Committed))
        {
            Outbox.Enqueue(new UpdateAddHtlc(htlc.Id, htlc.AmountMsat, htlc.PaymentHash, htlc.Expiry));
        }

        foreach (NodeHtlc htlc in _state.Htlcs.Where(htlc =>
            !htlc.OfferedByUs && htlc.Removal != HtlcRemoval.None && htlc.RemovalStage == UpdateStage.Committed))
        {
            Outbox.Enqueue(new UpdateRemoveHtlc(htlc.Id, htlc.Removal));
        }

        foreach (FeeChange change in _state.FeeChanges.Where(change => _state.Terms.IsOpener && change.Stage == UpdateStage.Committed))
        {
            Outbox.Enqueue(new UpdateFee(change.FeeratePerKw));
        }

        CommitmentFields content = CommitmentBuilder.LastOfCounterparty(_state);
        SignedCommitment signed = _order == CommitOrder.PrepareThenWrite && _signer.Prepare(content) is byte[][] prepared
            ? _signer.SignPrepared(content, prepared)
            : _signer.SignCounterparty(content);
        Outbox.Enqueue(new CommitmentSigned(signed.Signature, signed.HtlcSignatures));
    }
}
