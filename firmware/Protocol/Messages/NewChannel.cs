using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>Announces a channel that may come to life.</summary>
public sealed class NewChannel
{
    /// <summary>The peer's node id, compressed.</summary>
    public byte[] Peer;

    /// <summary>The node's number for the channel with this peer.</summary>
    public ulong Dbid;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(42);
        writer.U8((byte)MessageId.NewChannel);
        FixedField.Write(writer, Peer, 33);
        writer.U64(Dbid);
        return writer.ToArray();
    }

    /// <summary>Reads everything after the id byte.</summary>
    public static NewChannel Decode(ByteReader reader)
    {
        NewChannel message = new NewChannel();
        message.Peer = reader.Bytes(33);
        message.Dbid = reader.U64();
        reader.End();
        return message;
    }
}

/// <summary>Done.</summary>
public sealed class NewChannelReply
{
    public byte[] Encode()
    {
        return new byte[0];
    }

    /// <summary>Reads the body of an ok reply, without status and receipt.</summary>
    public static NewChannelReply Decode(ByteReader reader)
    {
        NewChannelReply reply = new NewChannelReply();
        reader.End();
        return reply;
    }
}
