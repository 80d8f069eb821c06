using Holdfast.Bytes;
using Holdfast.Lightning;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>A BOLT 11 invoice of the device's network, whole and nothing else: under the node key a plain SHA-256 could be many things.</summary>
public static class SignInvoiceHandler
{
    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        SignInvoice request = SignInvoice.Decode(body);
        InvoiceText.Require(request.Hrp, request.Data, NetworkPrefix.OfInvoices(signer.Network));
        SignInvoiceReply reply = new SignInvoiceReply();
        reply.Signature = signer.Curve.SignRecoverable(InvoiceHash.Of(request.Hrp, request.Data), signer.Tree.NodeSecret);
        return reply.Encode();
    }
}
