using Holdfast.Bytes;
using Holdfast.Lightning;
using Holdfast.Protocol;

namespace Holdfast.Requests.Handlers;

/// <summary>A gossip message of its own type (BOLT 7), under the node key.</summary>
public static class SignChannelUpdateHandler
{
    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        SignChannelUpdate request = SignChannelUpdate.Decode(body);
        SignChannelUpdateReply reply = new SignChannelUpdateReply();
        reply.Signature = signer.Curve.Sign(GossipHash.ChannelUpdate(request.Message), signer.Tree.NodeSecret);
        return reply.Encode();
    }
}
