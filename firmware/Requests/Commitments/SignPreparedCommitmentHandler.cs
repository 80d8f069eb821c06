using Holdfast.Bytes;
using Holdfast.Channels;
using Holdfast.Lightning;
using Holdfast.Policy;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>The signature of a commitment of the peer that was prepared: its HTLC transactions were signed then.</summary>
public static class SignPreparedCommitmentHandler
{
    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        SignPreparedCommitment request = SignPreparedCommitment.Decode(body);
        int slot = signer.SlotOf(request.ChannelId);
        Channel channel = signer.Channels.At(slot);
        int index = SignerContext.FundingOf(channel, request.FundingPrefix);
        PreparedCommitment prepared = signer.Prepared.Find(slot, channel.Fundings[index].Txid, request.Number);
        if (prepared == null)
        {
            throw RequestException.NotNow(ErrorCode.NotPrepared, "this commitment is not prepared; send it whole");
        }

        // The channel may have gone on since: what it promises now decides. The amounts were looked at when it was prepared.
        CommitmentFields content = new CommitmentFields();
        content.Number = prepared.Number;
        content.Htlcs = new Htlc[0];
        CommitmentProposal proposal = new CommitmentProposal(channel, index, content, false, prepared.Content.Digest, prepared.PointDigest, 0, 0, 0);
        RestoreRules.RequirePromise(signer.IsRestored, proposal.IsRepeated);
        CounterpartyCommitmentRules.RequirePrepared(proposal, prepared.Incoming, prepared.IsWritten, signer.Prepared.MayHaveLeft(slot),
            signer.Towers.Book.ExposureMax, prepared.Content.HolderSat, signer.Limits);
        CounterpartyCommitment.Record(signer, proposal, slot, prepared.Content, prepared.Incoming, prepared.IsAhead,
            signer.Payments.RequirePrepared(slot, proposal, prepared.PaymentsMark));
        signer.Towers.Tickets.Add(prepared.Ticket);

        SignPreparedCommitmentReply reply = new SignPreparedCommitmentReply();
        reply.Signature = signer.Curve.SignAll(new byte[][] { prepared.Sighash }, new byte[][] { signer.KeysOf(channel).Secrets.Funding })[0];
        return reply.Encode();
    }
}
