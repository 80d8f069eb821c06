using Holdfast.Bytes;
using Holdfast.Crypto;

namespace Holdfast.Lightning;

/// <summary>
/// What gossip signatures commit to (BOLT 7): the double SHA-256 of the message after its type and signatures. Messages are whole, from the
/// 2-byte type on; the places of the signatures may hold anything.
/// </summary>
public static class GossipHash
{
    public const int ChannelAnnouncementType = 256;
    public const int NodeAnnouncementType = 257;
    public const int ChannelUpdateType = 258;

    // Type and four signatures; then at least the empty features, chain hash, short channel id and four keys.
    private const int ChannelAnnouncementAt = 2 + 256;
    private const int ChannelAnnouncementLengthMin = ChannelAnnouncementAt + 2 + 32 + 8 + 4 * 33;

    // Type and one signature; then at least the empty features, timestamp, node id, colour, alias and address length.
    private const int NodeAnnouncementAt = 2 + 64;
    private const int NodeAnnouncementLengthMin = NodeAnnouncementAt + 2 + 4 + 33 + 3 + 32 + 2;

    // Type and one signature; then chain hash, short channel id, timestamp, flags, delta, minimum, two fees and maximum.
    private const int ChannelUpdateAt = 2 + 64;
    private const int ChannelUpdateLengthMin = ChannelUpdateAt + 32 + 8 + 4 + 2 + 2 + 8 + 4 + 4 + 8;

    public static byte[] ChannelAnnouncement(byte[] message)
    {
        return After(message, ChannelAnnouncementType, ChannelAnnouncementAt, ChannelAnnouncementLengthMin);
    }

    public static byte[] NodeAnnouncement(byte[] message)
    {
        return After(message, NodeAnnouncementType, NodeAnnouncementAt, NodeAnnouncementLengthMin);
    }

    public static byte[] ChannelUpdate(byte[] message)
    {
        return After(message, ChannelUpdateType, ChannelUpdateAt, ChannelUpdateLengthMin);
    }

    private static byte[] After(byte[] message, int type, int signedAt, int lengthMin)
    {
        if (message.Length < lengthMin)
        {
            throw new MalformedException("gossip message too short for its type");
        }

        if (((message[0] << 8) | message[1]) != type)
        {
            throw new MalformedException("gossip message of another type");
        }

        return Sha256.Hash(Sha256.Hash(message, signedAt, message.Length - signedAt));
    }
}
