using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>Asks for a session key for one tower and one kind of backup. The same one until the tower has opened a session for it.</summary>
public sealed class ReserveTowerKey
{
    /// <summary>The tower's static point.</summary>
    public byte[] Tower;

    /// <summary>6 for channels with anchors, 2 for channels without.</summary>
    public ushort BlobType;

    /// <summary>The tower says that it knows the key: another one, a thousand further.</summary>
    public bool IsForced;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(37);
        writer.U8((byte)MessageId.ReserveTowerKey);
        FixedField.Write(writer, Tower, 33);
        writer.U16(BlobType);
        writer.Flag(IsForced);
        return writer.ToArray();
    }

    /// <summary>Reads everything after the id byte.</summary>
    public static ReserveTowerKey Decode(ByteReader reader)
    {
        ReserveTowerKey message = new ReserveTowerKey();
        message.Tower = reader.Bytes(33);
        message.BlobType = reader.U16();
        message.IsForced = reader.Flag();
        reader.End();
        return message;
    }
}

/// <summary>The key; its index is on flash.</summary>
public sealed class ReserveTowerKeyReply
{
    /// <summary>Of the session key.</summary>
    public uint Index;

    /// <summary>The public key, which is the name of the session.</summary>
    public byte[] SessionKey;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(37);
        writer.U32(Index);
        FixedField.Write(writer, SessionKey, 33);
        return writer.ToArray();
    }

    /// <summary>Reads the body of an ok reply, without status and receipt.</summary>
    public static ReserveTowerKeyReply Decode(ByteReader reader)
    {
        ReserveTowerKeyReply reply = new ReserveTowerKeyReply();
        reply.Index = reader.U32();
        reply.SessionKey = reader.Bytes(33);
        reader.End();
        return reply;
    }
}
