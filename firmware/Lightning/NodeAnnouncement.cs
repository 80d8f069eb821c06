using Holdfast.Bytes;

namespace Holdfast.Lightning;

/// <summary>
/// A node_announcement (BOLT 7), taken apart to its last byte: features, time, node id, colour, alias, addresses of the known kinds, and TLV
/// records in order (Core Lightning announces its lease rates there).
/// </summary>
public sealed class NodeAnnouncement
{
    private const int Type = 257;
    private const int Signatures = 1;

    // BOLT 1: a larger BigSize takes more than one byte.
    private const int BigSizeByteMax = 0xfc;

    public readonly byte[] NodeId;

    /// <summary>What its signature commits to.</summary>
    public readonly byte[] Hash;

    /// <param name="message">Whole, from the type on; the place of the signature may hold anything.</param>
    public NodeAnnouncement(byte[] message)
    {
        ByteReader fields = GossipMessage.Fields(message, Type, Signatures);
        fields.Bytes(fields.U16());
        fields.U32(); // timestamp
        NodeId = fields.Bytes(33);
        fields.Bytes(3 + 32); // colour, alias
        byte[] addresses = fields.Bytes(fields.U16());
        RequireAddresses(new ByteReader(addresses));
        RequireRecords(fields);
        Hash = GossipMessage.Hash(message, Signatures);
    }

    private static void RequireAddresses(ByteReader addresses)
    {
        while (addresses.Remaining > 0)
        {
            switch (addresses.U8())
            {
                case 1: // IPv4
                    addresses.Bytes(4 + 2);
                    break;
                case 2: // IPv6
                    addresses.Bytes(16 + 2);
                    break;
                case 3: // Tor v2
                    addresses.Bytes(10 + 2);
                    break;
                case 4: // Tor v3
                    addresses.Bytes(35 + 2);
                    break;
                case 5: // DNS name
                    addresses.Bytes(addresses.U8() + 2);
                    break;
                default:
                    throw new MalformedException("an address of a kind that BOLT 7 does not know");
            }
        }
    }

    // BOLT 1: type and length of a record are BigSize, types go up. One byte each is all that is in use.
    private static void RequireRecords(ByteReader fields)
    {
        int last = -1;
        while (fields.Remaining > 0)
        {
            int type = fields.U8();
            int length = fields.U8();
            if (type <= last || type > BigSizeByteMax || length > BigSizeByteMax)
            {
                throw new MalformedException("TLV records have small types that go up, and small lengths");
            }

            fields.Bytes(length);
            last = type;
        }
    }
}
