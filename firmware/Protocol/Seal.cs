using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>Which requests carry a seal and over what it is made (PROTOCOL.md, "Seal"). The MAC itself belongs to either end.</summary>
public static class Seal
{
    /// <summary>False for what a host may ask before, or without, unlocking the session. Unknown ids need one: a stranger learns nothing from them.</summary>
    public static bool IsRequired(MessageId id)
    {
        switch (id)
        {
            case MessageId.Hello:
            case MessageId.Provision:
            case MessageId.Unlock:
            case MessageId.Status:
            case MessageId.Wipe:
            case MessageId.DrawEntropy:
                return false;
            default:
                return true;
        }
    }

    /// <summary>What the MAC is made over: the sequence number and the request.</summary>
    public static byte[] Input(uint sequence, byte[] request)
    {
        return Input(sequence, request, request.Length);
    }

    /// <summary>The same of a request that is the first <paramref name="length"/> bytes of an array.</summary>
    public static byte[] Input(uint sequence, byte[] message, int length)
    {
        ByteWriter writer = new ByteWriter(4 + length);
        writer.U32(sequence);
        writer.Bytes(message, 0, length);
        return writer.ToArray();
    }
}
