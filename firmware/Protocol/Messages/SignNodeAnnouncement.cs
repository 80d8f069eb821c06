using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>Asks for the signature of a node_announcement (BOLT 7).</summary>
public sealed class SignNodeAnnouncement
{
    /// <summary>With type, signature field included.</summary>
    public byte[] Message;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(35 + Message.Length);
        writer.U8((byte)MessageId.SignNodeAnnouncement);
        BlobField.Write(writer, Message, ProtocolLimits.TextBytesMax);
        return writer.ToArray();
    }

    /// <summary>Reads everything after the id byte.</summary>
    public static SignNodeAnnouncement Decode(ByteReader reader)
    {
        SignNodeAnnouncement message = new SignNodeAnnouncement();
        message.Message = reader.Blob(ProtocolLimits.TextBytesMax);
        reader.End();
        return message;
    }
}

/// <summary>Signature under the node key.</summary>
public sealed class SignNodeAnnouncementReply
{
    /// <summary>Compact (r‖s).</summary>
    public byte[] Signature;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(64);
        FixedField.Write(writer, Signature, 64);
        return writer.ToArray();
    }

    /// <summary>Reads the body of an ok reply, without status and receipt.</summary>
    public static SignNodeAnnouncementReply Decode(ByteReader reader)
    {
        SignNodeAnnouncementReply reply = new SignNodeAnnouncementReply();
        reply.Signature = reader.Bytes(64);
        reader.End();
        return reply;
    }
}
