using Holdfast.Lightning;

namespace Holdfast.ReferenceNode;

/// <content>What the peer sends: updates, commitment_signed, revoke_and_ack.</content>
public sealed partial class ChannelNode
{
    /// <summary>Takes in one message of the peer; answers collect in <see cref="Outbox"/>.</summary>
    public void Receive(PeerMessage message)
    {
        if (Failure is not null)
        {
            return;
        }

        switch (message)
        {
            case UpdateAddHtlc add:
                Receive(add);
                break;
            case UpdateRemoveHtlc remove:
                Receive(remove);
                break;
            case UpdateFee fee when !_state.Terms.IsOpener:
                _state.FeeChanges.Add(new FeeChange(fee.FeeratePerKw, UpdateStage.Proposed));
                break;
            case CommitmentSigned signed:
                Receive(signed);
                break;
            case RevokeAndAck revocation:
                Receive(revocation);
                break;
            case ChannelReestablish reestablish:
                Receive(reestablish);
                break;
            case PeerError error:
                Failure = "the peer gave up: " + error.Sentence;
                break;
            default:
                Fail("unexpected " + message.GetType().Name);
                break;
        }
    }

    private void Receive(UpdateAddHtlc add)
    {
        if (add.Id != _state.NextPeerHtlcId)
        {
            Fail("update_add_htlc out of order");
            return;
        }

        _state.NextPeerHtlcId++;
        _state.Htlcs.Add(new NodeHtlc
        {
            Id = add.Id, OfferedByUs = false, AmountMsat = add.AmountMsat, PaymentHash = add.PaymentHash, Expiry = add.Expiry,
        });
    }

    private void Receive(UpdateRemoveHtlc remove)
    {
        int i = _state.Htlcs.FindIndex(htlc => htlc.OfferedByUs && htlc.Id == remove.Id && htlc.Removal == HtlcRemoval.None);
        if (i < 0 || _state.Htlcs[i].AddStage != UpdateStage.Final)
        {
            Fail("an HTLC ends that is not there");
            return;
        }

        _state.Htlcs[i] = _state.Htlcs[i] with { Removal = remove.Removal, RemovalStage = UpdateStage.Proposed };
    }

    /// <summary>Validate, store, revoke, store, answer: the holder's side has been in this order in nodes for years.</summary>
    private void Receive(CommitmentSigned message)
    {
        if (_state.HolderValidated != _state.HolderNumber || !UpdateRules.HasNews(_state, byUs: false))
        {
            Fail("a commitment_signed that is not due");
            return;
        }

        byte[] point = _signer.PerCommitmentPoint(_state.HolderValidated + 1);
        CommitmentFields content = CommitmentBuilder.NextOfHolder(_state, point);
        _signer.ValidateHolder(content, new SignedCommitment(message.Signature, message.HtlcSignatures, []));
        ChannelState next = _state.Clone();
        UpdateRules.CommitmentWasSigned(next, byUs: false);
        next.HolderValidated = content.Number;
        _disk.Store(WithoutProposals(next));
        _state = next;
        SendRevocation();
    }

    private void SendRevocation()
    {
        Revocation revocation = _signer.Revoke(_state.HolderNumber);
        ChannelState next = _state.Clone();
        next.HolderNumber++;
        next.LastSentWasRevocation = true;
        UpdateRules.CommitmentWasRevoked(next, byUs: true);
        _disk.Store(WithoutProposals(next));
        _state = next;
        Outbox.Enqueue(new RevokeAndAck(revocation.Secret, revocation.NextPoint));
    }

    private void Receive(RevokeAndAck message)
    {
        if (_state.MaySign)
        {
            Fail("a revoke_and_ack that is not due");
            return;
        }

        _watch.Before(NodeEvent.RevocationReceived);
        _signer.ValidateRevocation(_state.CounterpartyNumber, message.Secret);
        ChannelState next = _state.Clone();
        next.CounterpartyNumber++;
        next.CounterpartyPoint = next.CounterpartyNextPoint;
        next.CounterpartyNextPoint = message.NextPoint;
        UpdateRules.CommitmentWasRevoked(next, byUs: false);
        _disk.Store(WithoutProposals(next));
        _state = next;
        _watch.After(NodeEvent.RevocationReceived);
    }
}
