using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>
/// Which requests are open, veiled or sealed, and over what a seal is made (PROTOCOL.md, "Veil" and "Seal"). The MAC itself belongs to either end.
/// </summary>
public static class Seal
{
    /// <summary>Set in the id of a sealed request and in the status of a sealed reply.</summary>
    public const byte Flag = 0x80;

    /// <summary>Of the stamp behind the MAC of a veiled request.</summary>
    public const int StampBytes = 8;

    private const byte OfRequest = 0;
    private const byte OfReply = 1;

    private static readonly byte[] s_stamp = Ascii.Bytes("holdfast stamp");

    /// <summary>True for what brings the host's half, or makes it: the fields are masked and say by themselves who sent them.</summary>
    public static bool IsVeiled(MessageId id)
    {
        return id == MessageId.Provision || id == MessageId.Unlock;
    }

    /// <summary>
    /// False for what a host may ask before, or without, unlocking; with a session these can be sealed as well, but for Hello. Unknown ids need a seal: a stranger
    /// learns nothing from them.
    /// </summary>
    public static bool IsRequired(MessageId id)
    {
        switch (id)
        {
            case MessageId.Hello:
            case MessageId.Status:
            case MessageId.Wipe:
            case MessageId.DrawEntropy:
                return false;
            default:
                return !IsVeiled(id);
        }
    }

    /// <summary>What the MAC of a request is made over: its number, and the first <paramref name="length"/> bytes as they travel.</summary>
    public static byte[] Request(uint sequence, byte[] message, int length)
    {
        ByteWriter writer = new ByteWriter(5 + length);
        writer.U8(OfRequest);
        writer.U32(sequence);
        writer.Bytes(message, 0, length);
        byte[] input = writer.ToArray();
        writer.Wipe();
        return input;
    }

    /// <summary>What the MAC of a reply is made over: its number, which request it answers, and its first <paramref name="length"/> bytes as they travel.</summary>
    /// <param name="requestMac">All 32 bytes of the MAC of the request.</param>
    public static byte[] Reply(uint sequence, byte[] requestMac, byte[] message, int length)
    {
        ByteWriter writer = new ByteWriter(37 + length);
        writer.U8(OfReply);
        writer.U32(sequence);
        writer.Bytes(requestMac);
        writer.Bytes(message, 0, length);
        return writer.ToArray();
    }

    /// <summary>
    /// What the stamp of a veiled request is made over, under the pairing key: its first <paramref name="length"/> bytes, the MAC included. It shows for the
    /// price of one HMAC that the sender has the pairing key: a message of an unpaired host is not worth a product on the curve.
    /// </summary>
    public static byte[] Stamp(byte[] message, int length)
    {
        ByteWriter writer = new ByteWriter(s_stamp.Length + length);
        writer.Bytes(s_stamp);
        writer.Bytes(message, 0, length);
        return writer.ToArray();
    }

    /// <summary>True when the bytes of a message from <paramref name="offset"/> on begin the MAC, and end there. Takes the same time wherever they differ.</summary>
    public static bool Fits(byte[] mac, byte[] message, int offset, int count)
    {
        int difference = message.Length - offset - count;
        for (int i = 0; i < count && offset + i < message.Length; i++)
        {
            difference |= mac[i] ^ message[offset + i];
        }

        return difference == 0;
    }
}
