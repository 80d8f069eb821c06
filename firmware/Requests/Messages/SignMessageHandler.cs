using Holdfast.Bytes;
using Holdfast.Lightning;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>A text under the node key. The fixed prefix in the hash keeps it from being anything else.</summary>
public static class SignMessageHandler
{
    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        SignMessage request = SignMessage.Decode(body);
        SignMessageReply reply = new SignMessageReply();
        reply.Signature = signer.Curve.SignRecoverable(MessageHash.Lightning(request.Message), signer.Tree.NodeSecret);
        return reply.Encode();
    }
}
