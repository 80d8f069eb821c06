using Holdfast.Bytes;
using Holdfast.Lightning;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>
/// An amount that the node wants to send without an invoice. The node itself made the preimage, so it can send the payment to anybody: the payee is only its word, and the
/// owner's list of payees does not count.
/// </summary>
public static class ApproveKeysendHandler
{
    private const ulong DaySeconds = 86400;

    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        ApproveKeysend request = ApproveKeysend.Decode(body);
        ApproveKeysendReply reply = new ApproveKeysendReply();
        if (signer.Limits.PaymentsAreChecked)
        {
            byte[] payee = KeyValidation.RequirePoint(signer, request.Payee);
            uint expires = signer.Chain.IsInForce ? (uint)(signer.Approvals.TimePresumed + DaySeconds) : 0;
            string toWhom = "without an invoice; the node says: to " + Address.Hexadecimal(payee);
            reply.ApprovedMsat = Approving.Approve(signer, request.PaymentHash, request.AmountMsat, expires,
                request.AmountMsat <= signer.Limits.AutoApproveMsatMax, toWhom, request.IsCheck);
        }

        return reply.Encode();
    }
}
