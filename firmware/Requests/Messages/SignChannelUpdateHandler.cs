using Holdfast.Bytes;
using Holdfast.Lightning;
using Holdfast.Policy;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>A channel_update (BOLT 7) under the node key: fees and limits of a channel, money of nobody.</summary>
public static class SignChannelUpdateHandler
{
    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        SignChannelUpdate request = SignChannelUpdate.Decode(body);
        ChannelUpdate update = new ChannelUpdate(request.Message);
        GossipRules.RequireUpdate(update, ChainHash.Of(signer.Network));
        SignChannelUpdateReply reply = new SignChannelUpdateReply();
        reply.Signature = signer.Curve.Sign(update.Hash, signer.Tree.NodeSecret);
        return reply.Encode();
    }
}
