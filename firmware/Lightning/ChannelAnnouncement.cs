using Holdfast.Bytes;

namespace Holdfast.Lightning;

/// <summary>
/// A channel_announcement (BOLT 7), taken apart to its last byte. What is signed is 174 bytes and the features, so at most 181: shorter than the
/// shortest preimage of a transaction's signature hash (BIP 143: 156 bytes and a script code with its length, 26 for a single key). This is what keeps
/// the funding key, which signs both, from signing one as the other.
/// </summary>
public sealed class ChannelAnnouncement
{
    /// <summary>Enough for the bits 0 to 55. Stock nodes announce none.</summary>
    public const int FeatureBytesMax = 7;

    private const int Type = 256;
    private const int Signatures = 4;

    public readonly byte[] ChainHash;

    /// <summary>Block height 24 bits, number of the transaction in it 24 bits, output 16 bits.</summary>
    public readonly ulong ShortChannelId;

    public readonly byte[] FirstNode;
    public readonly byte[] SecondNode;
    public readonly byte[] FirstKey;
    public readonly byte[] SecondKey;

    /// <summary>What all four signatures commit to.</summary>
    public readonly byte[] Hash;

    /// <param name="message">Whole, from the type on; the places of the signatures may hold anything.</param>
    public ChannelAnnouncement(byte[] message)
    {
        ByteReader fields = GossipMessage.Fields(message, Type, Signatures);
        int featureBytes = fields.U16();
        if (featureBytes > FeatureBytesMax)
        {
            throw new MalformedException("more features than a channel has");
        }

        byte[] features = fields.Bytes(featureBytes);
        if (featureBytes > 0 && features[0] == 0)
        {
            throw new MalformedException("features begin with a byte that says nothing");
        }

        ChainHash = fields.Bytes(32);
        ShortChannelId = fields.U64();
        FirstNode = fields.Bytes(33);
        SecondNode = fields.Bytes(33);
        FirstKey = fields.Bytes(33);
        SecondKey = fields.Bytes(33);
        fields.End();
        Hash = GossipMessage.Hash(message, Signatures);
    }
}
