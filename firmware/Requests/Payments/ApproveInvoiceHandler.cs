using Holdfast.Bytes;
using Holdfast.Lightning;
using Holdfast.Policy;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>
/// An invoice that the node wants to pay, of BOLT 11 or BOLT 12. Whoever holds the invoice's key is the payee; only who was paid knows the preimage, so the hash stands for
/// the payee until it was paid once.
/// </summary>
public static class ApproveInvoiceHandler
{
    private static readonly byte[] s_bolt12 = Ascii.Bytes("lni1");

    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        ApproveInvoice request = ApproveInvoice.Decode(body);
        ApproveInvoiceReply reply = new ApproveInvoiceReply();
        if (signer.Limits.PaymentsAreChecked)
        {
            reply.ApprovedMsat = Bolt12Text.Begins(request.Invoice, s_bolt12) ? Bolt12(signer, request) : Bolt11(signer, request);
        }

        return reply.Encode();
    }

    private static ulong Bolt11(SignerContext signer, ApproveInvoice request)
    {
        Invoice invoice = Invoice.Read(request.Invoice, NetworkPrefix.OfInvoices(signer.Network));
        byte[] payee = invoice.PayeeBy(signer.Curve);
        return Approve(signer, request.IsCheck, invoice.PaymentHash, invoice.AmountMsat, invoice.Timestamp + invoice.ExpirySeconds, payee, "",
            invoice.Description == null ? "a text that the invoice does not contain" : Approving.Text(invoice.Description));
    }

    private static ulong Bolt12(SignerContext signer, ApproveInvoice request)
    {
        Bolt12Invoice invoice = Bolt12Invoice.Read(Bolt12Text.Stream(request.Invoice, s_bolt12), ChainHash.Of(signer.Network), ChainHash.Of(Network.Bitcoin));
        byte[] payee = invoice.PayeeBy(signer.Curve);
        return Approve(signer, request.IsCheck, invoice.PaymentHash, invoice.AmountMsat, invoice.CreatedAt + invoice.ExpirySeconds, payee,
            invoice.IsBlinded ? ", a key that does not tell who is paid" : ", the issuer of an offer",
            invoice.Description == null ? "an offer without a text" : Approving.Text(invoice.Description));
    }

    private static ulong Approve(SignerContext signer, bool isCheck, byte[] hash, ulong amountMsat, ulong expires, byte[] payee, string whose, string what)
    {
        bool isInForce = signer.Chain.IsInForce;
        ApprovalRules.RequireInvoice(isInForce, isInForce ? signer.Approvals.TimePresumed : 0, expires);

        // Without a clock, an invoice that was paid long ago would look like a new one, and others know its preimage.
        bool isFree = amountMsat <= signer.Limits.AutoApproveMsatMax || (isInForce && signer.Approvals.IsAllowed(payee));
        string toWhom = "to " + Address.Hexadecimal(payee) + whose + ",\nfor " + what;
        return Approving.Approve(signer, hash, amountMsat, expires > uint.MaxValue ? uint.MaxValue : (uint)expires, isFree, toWhom, isCheck);
    }
}
