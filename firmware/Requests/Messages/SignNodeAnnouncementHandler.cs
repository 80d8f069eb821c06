using Holdfast.Bytes;
using Holdfast.Lightning;
using Holdfast.Policy;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>A node_announcement (BOLT 7) under the node key, which it names.</summary>
public static class SignNodeAnnouncementHandler
{
    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        SignNodeAnnouncement request = SignNodeAnnouncement.Decode(body);
        NodeAnnouncement announcement = new NodeAnnouncement(request.Message);
        GossipRules.RequireNode(announcement, signer.Tree.NodeId);
        SignNodeAnnouncementReply reply = new SignNodeAnnouncementReply();
        reply.Signature = signer.Curve.Sign(announcement.Hash, signer.Tree.NodeSecret);
        return reply.Encode();
    }
}
