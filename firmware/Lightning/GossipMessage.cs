using Holdfast.Bytes;
using Holdfast.Crypto;

namespace Holdfast.Lightning;

/// <summary>
/// What the gossip messages of BOLT 7 have in common: a type, the places of the signatures, which may hold anything, and then exactly the fields
/// of the type. The signatures commit to the double SHA-256 of those fields, without the type, so only the fields themselves keep one kind
/// of message from being another, or a transaction: the classes of the three types take every byte to its end.
/// </summary>
internal static class GossipMessage
{
    private const int SignatureBytes = 64;

    /// <summary>The fields behind type and signatures.</summary>
    public static ByteReader Fields(byte[] message, int type, int signatures)
    {
        int at = SignedFrom(signatures);
        if (message.Length < at)
        {
            throw new MalformedException("gossip message too short for its signatures");
        }

        if (((message[0] << 8) | message[1]) != type)
        {
            throw new MalformedException("gossip message of another type");
        }

        return new ByteReader(message, at, message.Length - at);
    }

    /// <summary>What its signatures commit to.</summary>
    public static byte[] Hash(byte[] message, int signatures)
    {
        int at = SignedFrom(signatures);
        return Sha256.Hash(Sha256.Hash(message, at, message.Length - at));
    }

    private static int SignedFrom(int signatures)
    {
        return 2 + SignatureBytes * signatures;
    }
}
