using Holdfast.Bytes;
using Holdfast.Channels;
using Holdfast.Lightning;
using Holdfast.Policy;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>
/// A channel_announcement (BOLT 7): the node key vouches for the node, the funding key for the output. The funding key also signs transactions, so
/// nothing but the announcement of this very channel is signed.
/// </summary>
public static class SignChannelAnnouncementHandler
{
    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        SignChannelAnnouncement request = SignChannelAnnouncement.Decode(body);
        ChannelAnnouncement announcement = new ChannelAnnouncement(request.Message);
        Channel channel = signer.Channels.At(signer.SlotOf(ChannelId.Of(KeyValidation.RequirePoint(signer, request.Peer), request.Dbid)));
        HolderKeys keys = signer.KeysOf(channel);
        GossipRules.RequireChannel(announcement, channel, ChainHash.Of(signer.Network), signer.Tree.NodeId, keys.FundingKey);

        byte[][] signatures = signer.Curve.SignAll(
            new byte[][] { announcement.Hash, announcement.Hash }, new byte[][] { signer.Tree.NodeSecret, keys.Secrets.Funding });
        SignChannelAnnouncementReply reply = new SignChannelAnnouncementReply();
        reply.NodeSignature = signatures[0];
        reply.BitcoinSignature = signatures[1];
        return reply.Encode();
    }
}
