using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>Asks for the sweep of the holder's delayed output.</summary>
public sealed class SignDelayedSweep
{
    /// <summary>First 16 bytes of SHA-256("holdfast channel" ‖ peer ‖ dbid).</summary>
    public byte[] ChannelId;

    /// <summary>Commitment number, counting up from 0.</summary>
    public ulong Number;

    public SweepFields Transaction;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(89);
        writer.U8((byte)MessageId.SignDelayedSweep);
        FixedField.Write(writer, ChannelId, 16);
        writer.U64(Number);
        Transaction.Write(writer);
        return writer.ToArray();
    }

    /// <summary>Reads everything after the id byte.</summary>
    public static SignDelayedSweep Decode(ByteReader reader)
    {
        SignDelayedSweep message = new SignDelayedSweep();
        message.ChannelId = reader.Bytes(16);
        message.Number = reader.U64();
        message.Transaction = SweepFields.Read(reader);
        reader.End();
        return message;
    }
}

/// <summary>The device's signature.</summary>
public sealed class SignDelayedSweepReply
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
    public static SignDelayedSweepReply Decode(ByteReader reader)
    {
        SignDelayedSweepReply reply = new SignDelayedSweepReply();
        reply.Signature = reader.Bytes(64);
        reader.End();
        return reply;
    }
}
