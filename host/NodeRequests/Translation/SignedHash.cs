using System.Text;
using Holdfast.Bytes;
using Holdfast.Crypto;

namespace Holdfast.NodeRequests.Translation;

/// <summary>The hashes behind signatures that are not on transactions, for checking what the device returns.</summary>
internal static class SignedHash
{
    /// <summary>BOLT 7: double SHA-256 of what follows the type and the signatures.</summary>
    public static byte[] OfGossip(byte[] message, int signatures)
    {
        int from = 2 + (64 * signatures);
        return message.Length > from ? Sha256.HashTwice(message[from..]) : throw new MalformedException("gossip message is too short");
    }

    /// <summary>BOLT 11: the human-readable part and the data groups packed into bytes, the last one filled up with zero bits.</summary>
    public static byte[] OfInvoice(byte[] humanReadablePart, byte[] groups)
    {
        byte[] packed = new byte[((groups.Length * 5) + 7) / 8];
        for (int i = 0; i < groups.Length; i++)
        {
            int bit = i * 5;
            int shifted = groups[i] << (11 - (bit % 8));
            packed[bit / 8] |= (byte)(shifted >> 8);
            if ((bit / 8) + 1 < packed.Length)
            {
                packed[(bit / 8) + 1] |= (byte)shifted;
            }
        }

        return Sha256.Hash([.. humanReadablePart, .. packed]);
    }

    /// <summary>What signmessage of Lightning nodes signs.</summary>
    public static byte[] OfMessage(byte[] message) => Sha256.HashTwice([.. "Lightning Signed Message:"u8, .. message]);

    /// <summary>BIP 137.</summary>
    public static byte[] OfBip137(byte[] message)
    {
        Bitcoin.BitcoinWriter writer = new();
        writer.Blob("Bitcoin Signed Message:\n"u8);
        writer.Blob(message);
        return Sha256.HashTwice(writer.ToArray());
    }

    /// <summary>BOLT 12, Signature Calculation.</summary>
    public static byte[] OfBolt12(string messageName, string fieldName, byte[] merkle) =>
        TaggedHash.Of(Encoding.ASCII.GetBytes("lightning" + messageName + fieldName), merkle);
}
