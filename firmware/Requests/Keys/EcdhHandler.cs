using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>The shared secret of a handshake or an onion (BOLT 8, BOLT 4). It reveals nothing about the node key, and whose point it is cannot be known here.</summary>
public static class EcdhHandler
{
    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        Ecdh request = Ecdh.Decode(body);
        EcdhReply reply = new EcdhReply();
        reply.Secret = signer.Curve.Ecdh(KeyValidation.RequirePoint(signer, request.Point), signer.Tree.NodeSecret);
        return reply.Encode();
    }
}
