using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>Makes a funding outpoint the only one (splice_locked).</summary>
public sealed class LockOutpoint
{
    /// <summary>First 16 bytes of SHA-256("holdfast channel" ‖ peer ‖ dbid).</summary>
    public byte[] ChannelId;

    /// <summary>Internal byte order.</summary>
    public byte[] Txid;

    public ushort Vout;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(51);
        writer.U8((byte)MessageId.LockOutpoint);
        FixedField.Write(writer, ChannelId, 16);
        FixedField.Write(writer, Txid, 32);
        writer.U16(Vout);
        return writer.ToArray();
    }

    /// <summary>Reads everything after the id byte.</summary>
    public static LockOutpoint Decode(ByteReader reader)
    {
        LockOutpoint message = new LockOutpoint();
        message.ChannelId = reader.Bytes(16);
        message.Txid = reader.Bytes(32);
        message.Vout = reader.U16();
        reader.End();
        return message;
    }
}

/// <summary>Done.</summary>
public sealed class LockOutpointReply
{
    public byte[] Encode()
    {
        return new byte[0];
    }

    /// <summary>Reads the body of an ok reply, without status and receipt.</summary>
    public static LockOutpointReply Decode(ByteReader reader)
    {
        LockOutpointReply reply = new LockOutpointReply();
        reader.End();
        return reply;
    }
}
