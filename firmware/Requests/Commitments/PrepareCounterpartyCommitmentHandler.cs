using Holdfast.Bytes;
using Holdfast.Policy;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>
/// Would the peer's commitment be signed? The same rules, and the signatures of its HTLC transactions where they may leave before the promise; nothing is
/// written, so a node can ask before it persists.
/// </summary>
public static class PrepareCounterpartyCommitmentHandler
{
    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        CounterpartyCommitment next = CounterpartyCommitment.Require(signer, PrepareCounterpartyCommitment.Decode(body));
        CounterpartyCommitmentRules.RequireToPrepare(next.Proposal, signer.Limits);
        int paymentsMark = signer.Payments.Prepare(next.Slot, next.Proposal);
        PrepareCounterpartyCommitmentReply reply = new PrepareCounterpartyCommitmentReply();
        reply.IsReleased = next.IsReleasable;
        reply.HtlcSignatures = new byte[0][];
        if (next.IsReleasable)
        {
            if (next.HasIncomingOutputs && !next.Proposal.IsRepeated)
            {
                signer.Prepared.Leaves(next.Slot);
            }

            signer.Prepared.Add(next.ToPrepared(signer, paymentsMark));
            reply.HtlcSignatures = next.Sign(signer, false);
        }

        return reply.Encode();
    }
}
