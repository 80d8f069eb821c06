using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>Asks for the holder's public keys of a channel.</summary>
public sealed class ChannelKeys
{
    /// <summary>The peer's node id, compressed.</summary>
    public byte[] Peer;

    /// <summary>The node's number for the channel with this peer.</summary>
    public ulong Dbid;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(42);
        writer.U8((byte)MessageId.ChannelKeys);
        FixedField.Write(writer, Peer, 33);
        writer.U64(Dbid);
        return writer.ToArray();
    }

    /// <summary>Reads everything after the id byte.</summary>
    public static ChannelKeys Decode(ByteReader reader)
    {
        ChannelKeys message = new ChannelKeys();
        message.Peer = reader.Bytes(33);
        message.Dbid = reader.U64();
        reader.End();
        return message;
    }
}

/// <summary>Public keys; nothing secret.</summary>
public sealed class ChannelKeysReply
{
    /// <summary>The holder's.</summary>
    public BasepointFields Basepoints;

    /// <summary>The holder's, compressed.</summary>
    public byte[] FundingPoint;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(165);
        Basepoints.Write(writer);
        FixedField.Write(writer, FundingPoint, 33);
        return writer.ToArray();
    }

    /// <summary>Reads the body of an ok reply, without status and receipt.</summary>
    public static ChannelKeysReply Decode(ByteReader reader)
    {
        ChannelKeysReply reply = new ChannelKeysReply();
        reply.Basepoints = BasepointFields.Read(reader);
        reply.FundingPoint = reader.Bytes(33);
        reader.End();
        return reply;
    }
}
