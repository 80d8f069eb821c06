using Holdfast.Bytes;
using Holdfast.Channels;
using Holdfast.Lightning;
using Holdfast.Policy;

namespace Holdfast.Unit.Policy;

/// <summary>Gossip by itself: chain, node, and the announcement of a channel with several fundings.</summary>
[TestClass]
public class GossipRuleTests
{
    private const string Tag = "holdfast-announcement-channel";

    [TestMethod]
    public void GossipSpeaksOfOurNodeAndChain()
    {
        GossipIsOurs.RequireChain(Sample.Fill(32, 1), Sample.Fill(32, 1));
        Sample.Refuses("holdfast-gossip-ours", () => GossipIsOurs.RequireChain(Sample.Fill(32, 1), Sample.Fill(32, 2)));
        GossipIsOurs.RequireNode(Sample.Fill(33, 2), Sample.Fill(33, 2));
        Sample.Refuses("holdfast-gossip-ours", () => GossipIsOurs.RequireNode(Sample.Fill(33, 2), Sample.Fill(33, 3)));
    }

    [TestMethod]
    public void AnyLiveFundingMayBeAnnouncedARetiredOneMayNot()
    {
        Channel channel = Sample.Outbound();
        Funding splice = new Funding(Sample.Fill(32, 2), 3, Sample.ValueSat, Sample.Fill(33, 9));
        channel.Fundings = new Funding[] { channel.Fundings[0], splice };
        Sample.Refuses(Tag, () => Require(channel, 0, 7));
        channel.Fundings[0].HolderCurrent = Sample.Held(1, false);
        Require(channel, 0, 7);
        Sample.Refuses(Tag, () => Require(channel, 3, 9));
        splice.HolderCurrent = Sample.Held(1, false);
        Require(channel, 3, 9);
        Require(channel, 0, 7);

        // The key of one with the output of the other.
        Sample.Refuses(Tag, () => Require(channel, 0, 9));
        Sample.Refuses(Tag, () => Require(channel, 3, 7));
        splice.Retire();
        Sample.Refuses(Tag, () => Require(channel, 3, 9));
        Require(channel, 0, 7);
    }

    [TestMethod]
    public void EitherNodeMayBeTheFirst()
    {
        Channel channel = Sample.Outbound();
        channel.Fundings[0].HolderCurrent = Sample.Held(1, false);
        ChannelAnnouncement first = Announcement(0, Sample.Fill(33, 1), Sample.Fill(33, 2), Sample.Fill(33, 5), Sample.Fill(33, 7));
        AnnouncementIsOurs.Require(first, channel, Sample.Fill(33, 1), Sample.Fill(33, 5));
        Sample.Refuses(Tag, () => AnnouncementIsOurs.Require(first, channel, Sample.Fill(33, 3), Sample.Fill(33, 5)));
    }

    // The peer's node id is 2s, the holder's 3s, the holder's key 5s.
    private static void Require(Channel channel, ushort vout, byte theirKey)
    {
        ChannelAnnouncement announcement = Announcement(vout, Sample.Fill(33, 2), Sample.Fill(33, 3), Sample.Fill(33, theirKey), Sample.Fill(33, 5));
        AnnouncementIsOurs.Require(announcement, channel, Sample.Fill(33, 3), Sample.Fill(33, 5));
    }

    private static ChannelAnnouncement Announcement(ushort vout, byte[] node1, byte[] node2, byte[] key1, byte[] key2)
    {
        ByteWriter message = new ByteWriter(432);
        message.U16(256);
        message.Bytes(new byte[4 * 64 + 2 + 32]);
        message.U64(0x0000680000010000UL + vout);
        message.Bytes(node1);
        message.Bytes(node2);
        message.Bytes(key1);
        message.Bytes(key2);
        return new ChannelAnnouncement(message.ToArray());
    }
}
