using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>Asks the tower to delete the session of the link with all its backups.</summary>
public sealed class DeleteTowerSession
{
    /// <summary>0 to 3: which connection of the device.</summary>
    public byte Link;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(2);
        writer.U8((byte)MessageId.DeleteTowerSession);
        writer.U8(Link);
        return writer.ToArray();
    }

    /// <summary>Reads everything after the id byte.</summary>
    public static DeleteTowerSession Decode(ByteReader reader)
    {
        DeleteTowerSession message = new DeleteTowerSession();
        message.Link = reader.U8();
        reader.End();
        return message;
    }
}

/// <summary>What is sent to the tower.</summary>
public sealed class DeleteTowerSessionReply
{
    /// <summary>Sealed; for the tower as they are.</summary>
    public byte[] Bytes;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(4);
        BlobField.Write(writer, Bytes, 400);
        return writer.ToArray();
    }

    /// <summary>Reads the body of an ok reply, without status and receipt.</summary>
    public static DeleteTowerSessionReply Decode(ByteReader reader)
    {
        DeleteTowerSessionReply reply = new DeleteTowerSessionReply();
        reply.Bytes = reader.Blob(400);
        reader.End();
        return reply;
    }
}
