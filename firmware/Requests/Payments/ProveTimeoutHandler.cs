using Holdfast.Bytes;
using Holdfast.Channels;
using Holdfast.Channels.Facts;
using Holdfast.Lightning;
using Holdfast.Payments;
using Holdfast.Policy;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>
/// A payment to the peer of a channel that ended on chain came back: from then on the payment that came in for it may be given back too. What has come back before, or is not
/// there, changes nothing.
/// </summary>
public static class ProveTimeoutHandler
{
    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        ProveTimeout request = ProveTimeout.Decode(body);
        int slot = signer.ExitSlotOf(request.ChannelId);
        Channel channel = signer.Channels.At(slot);
        Htlc payment = new Htlc();
        payment.PaymentHash = request.PaymentHash;
        payment.AmountMsat = request.AmountMsat;
        payment.Expiry = request.Expiry;

        signer.Payments.RepeatReturn(slot, payment);
        HtlcTable before = signer.Payments.Known(slot);
        int index = before.OutgoingOf(payment);
        if (index != -1)
        {
            // Two outputs with one script: one that came back says nothing of the other.
            TimeoutProof proof = new TimeoutProof(signer, channel, request);
            PaymentRules.RequireTimeout(signer.Chain.IsInForce, proof.DepthBlocks, index >= 0 && proof.Shows(), signer.Limits);
            signer.Record(slot, new PaymentReturned(), before.WithReturned(index));
        }

        return new ProveTimeoutReply().Encode();
    }
}
