using Holdfast.Bytes;
using Holdfast.Lightning;
using Holdfast.Protocol;

namespace Holdfast.Requests.Handlers;

/// <summary>A BOLT 11 invoice, hashed with its own prefix and packing, so it can be nothing else.</summary>
public static class SignInvoiceHandler
{
    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        SignInvoice request = SignInvoice.Decode(body);
        SignInvoiceReply reply = new SignInvoiceReply();
        reply.Signature = signer.Curve.SignRecoverable(InvoiceHash.Of(request.Hrp, request.Data), signer.Tree.NodeSecret);
        return reply.Encode();
    }
}
