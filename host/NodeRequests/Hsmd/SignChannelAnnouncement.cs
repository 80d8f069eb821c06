using Holdfast.Bytes;
using Holdfast.NodeRequests.Translation;
using Holdfast.NodeRequests.Wire;
using Holdfast.Protocol;

namespace Holdfast.NodeRequests.Hsmd;

/// <summary>
/// 4, and 2 on a channel's own socket: a channel_announcement (BOLT 7), signed by the node key and by the channel's funding key.
/// </summary>
internal sealed record SignChannelAnnouncement(byte[] Announcement, ChannelName? Named) : IHsmdRequest
{
    /// <summary>Type, four signatures, feature length; then features, chain, short channel id, two node ids, two funding keys.</summary>
    private const int FeaturesAt = 2 + (4 * 64) + 2;

    public static SignChannelAnnouncement ParseAny(HsmdReader reader) => new(reader.Blob(), new ChannelName(reader.Point(), reader.U64()));

    public static SignChannelAnnouncement ParseOfClient(HsmdReader reader) => new(reader.Blob(), null);

    /// <summary>
    /// lightningd checks these signatures and gives the channel up when they are wrong, so they are sent only where the device will never sign:
    /// it does not know the channel, which cannot go on anyway.
    /// </summary>
    public byte[]? LastResort(bool isPassing) => isPassing ? null
        : new HsmdWriter(HsmdType.SignAnyChannelAnnouncementReply).Bytes(SignTxReply.NobodysSignature).Bytes(SignTxReply.NobodysSignature).ToArray();

    public HsmdAnswer Answer(RequestScope scope)
    {
        ChannelName channel = Named ?? scope.Client.Channel;
        byte[] hash = SignedHash.OfGossip(Announcement, signatures: 4);
        Protocol.SignChannelAnnouncement request = new() { Peer = channel.Peer, Dbid = channel.Dbid, Message = Announcement };
        Protocol.SignChannelAnnouncementReply reply = scope.Signer.Ask(request.Encode, Protocol.SignChannelAnnouncementReply.Decode);
        scope.Check.Require(hash, reply.NodeSignature, scope.Node.NodeId, "a channel announcement");
        scope.Check.Require(hash, reply.BitcoinSignature, OwnFundingPoint(scope.Node.NodeId), "a channel announcement (funding key)");
        HsmdType type = Named == null ? HsmdType.ChannelAnnouncementSignatureReply : HsmdType.SignAnyChannelAnnouncementReply;
        return HsmdAnswer.Reply(new HsmdWriter(type).Bytes(reply.NodeSignature).Bytes(reply.BitcoinSignature).ToArray());
    }

    /// <summary>The funding key at the place of this node's id.</summary>
    private byte[] OwnFundingPoint(byte[] nodeId)
    {
        ByteReader reader = new(Announcement, FeaturesAt - 2, Announcement.Length - FeaturesAt + 2);
        reader.Blob(ushort.MaxValue);
        reader.Bytes(32 + 8);
        byte[] first = reader.Bytes(33);
        byte[] second = reader.Bytes(33);
        byte[] firstFunding = reader.Bytes(33);
        byte[] secondFunding = reader.Bytes(33);
        return Check.Same(first, nodeId) ? firstFunding
            : Check.Same(second, nodeId) ? secondFunding
            : throw new MalformedException("channel announcement of other nodes");
    }
}
