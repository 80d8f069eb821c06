using Holdfast.Bytes;
using Holdfast.Lightning;
using Holdfast.Protocol;

namespace Holdfast.Requests.Handlers;

/// <summary>A channel_announcement (BOLT 7): the node key vouches for the node, the funding key for the output.</summary>
public static class SignChannelAnnouncementHandler
{
    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        SignChannelAnnouncement request = SignChannelAnnouncement.Decode(body);
        byte[] hash = GossipHash.ChannelAnnouncement(request.Message);
        HolderKeys keys = signer.KeysOf(Keys.RequirePoint(signer, request.Peer), request.Dbid);
        byte[][] signatures = signer.Curve.SignAll(
            new byte[][] { hash, hash }, new byte[][] { signer.Tree.NodeSecret, keys.Secrets.Funding });
        SignChannelAnnouncementReply reply = new SignChannelAnnouncementReply();
        reply.NodeSignature = signatures[0];
        reply.BitcoinSignature = signatures[1];
        return reply.Encode();
    }
}
