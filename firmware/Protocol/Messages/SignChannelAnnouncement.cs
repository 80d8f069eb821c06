using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>Asks for the holder's two signatures of a channel_announcement (BOLT 7).</summary>
public sealed class SignChannelAnnouncement
{
    /// <summary>The peer's node id, compressed.</summary>
    public byte[] Peer;

    /// <summary>The node's number for the channel with this peer.</summary>
    public ulong Dbid;

    /// <summary>With type, signature fields included.</summary>
    public byte[] Message;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(76 + Message.Length);
        writer.U8((byte)MessageId.SignChannelAnnouncement);
        FixedField.Write(writer, Peer, 33);
        writer.U64(Dbid);
        BlobField.Write(writer, Message, ProtocolLimits.TextBytesMax);
        return writer.ToArray();
    }

    /// <summary>Reads everything after the id byte.</summary>
    public static SignChannelAnnouncement Decode(ByteReader reader)
    {
        SignChannelAnnouncement message = new SignChannelAnnouncement();
        message.Peer = reader.Bytes(33);
        message.Dbid = reader.U64();
        message.Message = reader.Blob(ProtocolLimits.TextBytesMax);
        reader.End();
        return message;
    }
}

/// <summary>Signatures under node key and funding key.</summary>
public sealed class SignChannelAnnouncementReply
{
    public byte[] NodeSignature;

    public byte[] BitcoinSignature;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(128);
        FixedField.Write(writer, NodeSignature, 64);
        FixedField.Write(writer, BitcoinSignature, 64);
        return writer.ToArray();
    }

    /// <summary>Reads the body of an ok reply, without status and receipt.</summary>
    public static SignChannelAnnouncementReply Decode(ByteReader reader)
    {
        SignChannelAnnouncementReply reply = new SignChannelAnnouncementReply();
        reply.NodeSignature = reader.Bytes(64);
        reply.BitcoinSignature = reader.Bytes(64);
        reader.End();
        return reply;
    }
}
