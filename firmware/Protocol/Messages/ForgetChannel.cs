using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>Ends a channel that is over on chain.</summary>
public sealed class ForgetChannel
{
    /// <summary>First 16 bytes of SHA-256("holdfast channel" ‖ peer ‖ dbid).</summary>
    public byte[] ChannelId;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(17);
        writer.U8((byte)MessageId.ForgetChannel);
        FixedField.Write(writer, ChannelId, 16);
        return writer.ToArray();
    }

    /// <summary>Reads everything after the id byte.</summary>
    public static ForgetChannel Decode(ByteReader reader)
    {
        ForgetChannel message = new ForgetChannel();
        message.ChannelId = reader.Bytes(16);
        reader.End();
        return message;
    }
}

/// <summary>Done.</summary>
public sealed class ForgetChannelReply
{
    public byte[] Encode()
    {
        return new byte[0];
    }

    /// <summary>Reads the body of an ok reply, without status and receipt.</summary>
    public static ForgetChannelReply Decode(ByteReader reader)
    {
        ForgetChannelReply reply = new ForgetChannelReply();
        reader.End();
        return reply;
    }
}
