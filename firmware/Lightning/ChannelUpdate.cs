using Holdfast.Bytes;

namespace Holdfast.Lightning;

/// <summary>A channel_update (BOLT 7), taken apart to its last byte: what is signed is always 72 bytes and begins with the chain.</summary>
public sealed class ChannelUpdate
{
    private const int Type = 258;
    private const int Signatures = 1;

    public readonly byte[] ChainHash;

    /// <summary>What its signature commits to.</summary>
    public readonly byte[] Hash;

    /// <param name="message">Whole, from the type on; the place of the signature may hold anything.</param>
    public ChannelUpdate(byte[] message)
    {
        ByteReader fields = GossipMessage.Fields(message, Type, Signatures);
        ChainHash = fields.Bytes(32);
        bool hasName = fields.U64() != 0;
        fields.U32(); // timestamp
        int messageFlags = fields.U8();
        int channelFlags = fields.U8();
        fields.U16(); // CLTV delta
        fields.U64(); // smallest HTLC
        fields.U32(); // base fee
        fields.U32(); // proportional fee
        fields.U64(); // largest HTLC
        fields.End();
        if (!hasName || (messageFlags & 0xfd) != 1 || channelFlags > 3)
        {
            throw new MalformedException("a channel_update names a channel and has no flags but those of BOLT 7");
        }

        Hash = GossipMessage.Hash(message, Signatures);
    }
}
