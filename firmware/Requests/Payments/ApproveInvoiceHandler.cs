using Holdfast.Bytes;
using Holdfast.Lightning;
using Holdfast.Policy;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>
/// A BOLT 11 invoice that the node wants to pay. Whoever holds the invoice's key is the payee; only who was paid knows the preimage, so the hash stands for the payee until
/// it was paid once.
/// </summary>
public static class ApproveInvoiceHandler
{
    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        ApproveInvoice request = ApproveInvoice.Decode(body);
        ApproveInvoiceReply reply = new ApproveInvoiceReply();
        if (signer.Limits.PaymentsAreChecked)
        {
            Invoice invoice = Invoice.Read(request.Invoice, NetworkPrefix.OfInvoices(signer.Network));
            byte[] payee = invoice.PayeeBy(signer.Curve);
            ulong expires = invoice.Timestamp + invoice.ExpirySeconds;
            bool isInForce = signer.Chain.IsInForce;
            ApprovalRules.RequireInvoice(isInForce, isInForce ? signer.Approvals.TimePresumed : 0, expires);

            // Without a clock, an invoice that was paid long ago would look like a new one, and others know its preimage.
            bool isFree = invoice.AmountMsat <= signer.Limits.AutoApproveMsatMax || (isInForce && signer.Approvals.IsAllowed(payee));
            string toWhom = "to " + Address.Hexadecimal(payee) + ",\nfor "
                + (invoice.Description == null ? "a text that the invoice does not contain" : Approving.Text(invoice.Description));
            reply.ApprovedMsat = Approving.Approve(signer, invoice.PaymentHash, invoice.AmountMsat,
                expires > uint.MaxValue ? uint.MaxValue : (uint)expires, isFree, toWhom, request.IsCheck);
        }

        return reply.Encode();
    }
}
