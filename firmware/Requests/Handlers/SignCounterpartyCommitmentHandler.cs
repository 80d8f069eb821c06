using System;
using Holdfast.Bytes;
using Holdfast.Channels;
using Holdfast.Channels.Facts;
using Holdfast.Protocol;

namespace Holdfast.Requests.Handlers;

/// <summary>The peer's next commitment and all HTLC transactions on it. A repeat of the newest one writes nothing and gives the same signatures.</summary>
public static class SignCounterpartyCommitmentHandler
{
    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        SignCounterpartyCommitment request = SignCounterpartyCommitment.Decode(body);
        CommitmentContent content = new CommitmentContent(request.Number, request.Point, request.FeeratePerKw, request.ToHolderSat,
            request.ToCounterpartySat, Rebuild.Htlcs(request.Htlcs));
        CounterpartyCommitment next = CounterpartyCommitment.Require(signer, request.ChannelId, request.FundingTag, content);

        if (!next.Proposal.IsRepeated)
        {
            // Durable before any signature exists: a lost reply can be asked for again, a signature cannot be taken back.
            signer.Record(next.Slot, new CounterpartyCommitmentSigned(next.Proposal.FundingIndex, content.Number, next.Proposal.PointDigest,
                new SignedCommitment(next.Proposal.Identity, next.Proposal.HolderSat, content.Htlcs.Length != 0)));
        }

        byte[][] signatures = next.Sign(signer);
        SignCounterpartyCommitmentReply reply = new SignCounterpartyCommitmentReply();
        reply.Signature = signatures[0];
        reply.HtlcSignatures = new byte[signatures.Length - 1][];
        Array.Copy(signatures, 1, reply.HtlcSignatures, 0, reply.HtlcSignatures.Length);
        return reply.Encode();
    }
}
