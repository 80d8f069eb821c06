using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>Asks whether a funding outpoint counts as buried.</summary>
public sealed class CheckOutpoint
{
    /// <summary>First 16 bytes of SHA-256("holdfast channel" ‖ peer ‖ dbid).</summary>
    public byte[] ChannelId;

    /// <summary>Internal byte order.</summary>
    public byte[] Txid;

    public ushort Vout;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(51);
        writer.U8((byte)MessageId.CheckOutpoint);
        FixedField.Write(writer, ChannelId, 16);
        FixedField.Write(writer, Txid, 32);
        writer.U16(Vout);
        return writer.ToArray();
    }

    /// <summary>Reads everything after the id byte.</summary>
    public static CheckOutpoint Decode(ByteReader reader)
    {
        CheckOutpoint message = new CheckOutpoint();
        message.ChannelId = reader.Bytes(16);
        message.Txid = reader.Bytes(32);
        message.Vout = reader.U16();
        reader.End();
        return message;
    }
}

/// <summary>The answer.</summary>
public sealed class CheckOutpointReply
{
    public bool IsBuried;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(1);
        writer.Flag(IsBuried);
        return writer.ToArray();
    }

    /// <summary>Reads the body of an ok reply, without status and receipt.</summary>
    public static CheckOutpointReply Decode(ByteReader reader)
    {
        CheckOutpointReply reply = new CheckOutpointReply();
        reply.IsBuried = reader.Flag();
        reader.End();
        return reply;
    }
}
