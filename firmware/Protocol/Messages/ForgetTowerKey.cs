using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>Gives up a session key. What the tower has stays there for ever: nobody can speak to it under this key again.</summary>
public sealed class ForgetTowerKey
{
    /// <summary>Of the session key.</summary>
    public uint Index;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(5);
        writer.U8((byte)MessageId.ForgetTowerKey);
        writer.U32(Index);
        return writer.ToArray();
    }

    /// <summary>Reads everything after the id byte.</summary>
    public static ForgetTowerKey Decode(ByteReader reader)
    {
        ForgetTowerKey message = new ForgetTowerKey();
        message.Index = reader.U32();
        reader.End();
        return message;
    }
}

/// <summary>Done.</summary>
public sealed class ForgetTowerKeyReply
{
    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(1);
        return writer.ToArray();
    }

    /// <summary>Reads the body of an ok reply, without status and receipt.</summary>
    public static ForgetTowerKeyReply Decode(ByteReader reader)
    {
        ForgetTowerKeyReply reply = new ForgetTowerKeyReply();
        reader.End();
        return reply;
    }
}
