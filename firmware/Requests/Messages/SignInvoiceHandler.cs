using Holdfast.Bytes;
using Holdfast.Lightning;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>
/// A BOLT 11 invoice of the device's network, whole and nothing else: under the node key a plain SHA-256 could be many things. One with a payment hash of the vault says what
/// was promised.
/// </summary>
public static class SignInvoiceHandler
{
    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        SignInvoice request = SignInvoice.Decode(body);
        byte[] network = NetworkPrefix.OfInvoices(signer.Network);
        InvoiceText.Require(request.Hrp, request.Data, network);
        VaultReview.Require(Invoice.HashIn(request.Data), request.Hrp, request.Data, network, signer);
        SignInvoiceReply reply = new SignInvoiceReply();
        reply.Signature = signer.Curve.SignRecoverable(InvoiceHash.Of(request.Hrp, request.Data), signer.Tree.NodeSecret);
        return reply.Encode();
    }
}
