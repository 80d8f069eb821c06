using Holdfast.Channels;
using Holdfast.Lightning;

namespace Holdfast.Policy;

/// <summary>What must hold before a gossip message is signed; that its bytes are one was found out when it was read.</summary>
public static class GossipRules
{
    public static void RequireChannel(ChannelAnnouncement announcement, Channel channel, byte[] chainHash, byte[] ourNode, byte[] ourKey)
    {
        GossipIsOurs.RequireChain(announcement.ChainHash, chainHash);
        AnnouncementIsOurs.Require(announcement, channel, ourNode, ourKey);
    }

    public static void RequireUpdate(ChannelUpdate update, byte[] chainHash)
    {
        GossipIsOurs.RequireChain(update.ChainHash, chainHash);
    }

    public static void RequireNode(NodeAnnouncement announcement, byte[] ourNode)
    {
        GossipIsOurs.RequireNode(announcement.NodeId, ourNode);
    }
}
