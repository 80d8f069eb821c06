using Holdfast.Bytes;
using Holdfast.Lightning;
using Holdfast.Protocol;

namespace Holdfast.Requests.Handlers;

/// <summary>A gossip message of its own type (BOLT 7), under the node key.</summary>
public static class SignNodeAnnouncementHandler
{
    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        SignNodeAnnouncement request = SignNodeAnnouncement.Decode(body);
        SignNodeAnnouncementReply reply = new SignNodeAnnouncementReply();
        reply.Signature = signer.Curve.Sign(GossipHash.NodeAnnouncement(request.Message), signer.Tree.NodeSecret);
        return reply.Encode();
    }
}
