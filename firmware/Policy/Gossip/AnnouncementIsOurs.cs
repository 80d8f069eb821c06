using Holdfast.Bytes;
using Holdfast.Channels;
using Holdfast.Lightning;

namespace Holdfast.Policy;

/// <summary>
/// A channel_announcement names both nodes in order, each beside its funding key, and the output of a live funding of this channel for which the device holds a
/// commitment. That the funding is buried, and in which block, is the node's word; it asks before it says LockOutpoint, so a lock cannot be asked for.
/// </summary>
public static class AnnouncementIsOurs
{
    public const string Tag = "holdfast-announcement-channel";

    public static void Require(ChannelAnnouncement announcement, Channel channel, byte[] ourNode, byte[] ourKey)
    {
        bool isFirst = Scripts.Compare(ourNode, channel.Terms.Peer) < 0;
        byte[] theirKey = isFirst ? announcement.SecondKey : announcement.FirstKey;
        if (!Check.Same(isFirst ? announcement.FirstNode : announcement.SecondNode, ourNode)
            || !Check.Same(isFirst ? announcement.SecondNode : announcement.FirstNode, channel.Terms.Peer)
            || !Check.Same(isFirst ? announcement.FirstKey : announcement.SecondKey, ourKey))
        {
            throw new Refusal(nameof(AnnouncementIsOurs), Tag, "The announcement names other nodes or keys than those of this channel, or in another order; check the channel.");
        }

        ulong name = announcement.ShortChannelId;
        bool isPlaced = name >> 40 != 0 && (name & 0xffffff0000) != 0;
        if (!isPlaced || !IsLive(channel, theirKey, (uint)name & 0xffff))
        {
            throw new Refusal(
                nameof(AnnouncementIsOurs), Tag, "The announced output is not a live funding of this channel with a holder commitment; validate the commitment first.");
        }
    }

    private static bool IsLive(Channel channel, byte[] theirKey, uint vout)
    {
        for (int i = 0; i < channel.Fundings.Length; i++)
        {
            Funding funding = channel.Fundings[i];
            if (!funding.IsRetired && funding.HolderCurrent != null && funding.Vout == vout && Check.Same(funding.CounterpartyFundingKey, theirKey))
            {
                return true;
            }
        }

        return false;
    }
}
