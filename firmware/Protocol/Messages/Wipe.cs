using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>Erases key and journal after the owner pressed the button.</summary>
public sealed class Wipe
{
    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(1);
        writer.U8((byte)MessageId.Wipe);
        return writer.ToArray();
    }

    /// <summary>Reads everything after the id byte.</summary>
    public static Wipe Decode(ByteReader reader)
    {
        Wipe message = new Wipe();
        reader.End();
        return message;
    }
}

/// <summary>The device is blank.</summary>
public sealed class WipeReply
{
    public byte[] Encode()
    {
        return new byte[0];
    }

    /// <summary>Reads the body of an ok reply, without status and receipt.</summary>
    public static WipeReply Decode(ByteReader reader)
    {
        WipeReply reply = new WipeReply();
        reader.End();
        return reply;
    }
}
