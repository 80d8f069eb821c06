using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>Asks for the sweep of an HTLC on the peer's commitment.</summary>
public sealed class SignCounterpartyHtlcSweep
{
    /// <summary>First 16 bytes of SHA-256("holdfast channel" ‖ peer ‖ dbid).</summary>
    public byte[] ChannelId;

    /// <summary>The peer's per-commitment point.</summary>
    public byte[] Point;

    public bool HasAnchors;

    public SweepFields Transaction;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(115);
        writer.U8((byte)MessageId.SignCounterpartyHtlcSweep);
        FixedField.Write(writer, ChannelId, 16);
        FixedField.Write(writer, Point, 33);
        writer.Flag(HasAnchors);
        Transaction.Write(writer);
        return writer.ToArray();
    }

    /// <summary>Reads everything after the id byte.</summary>
    public static SignCounterpartyHtlcSweep Decode(ByteReader reader)
    {
        SignCounterpartyHtlcSweep message = new SignCounterpartyHtlcSweep();
        message.ChannelId = reader.Bytes(16);
        message.Point = reader.Bytes(33);
        message.HasAnchors = reader.Flag();
        message.Transaction = SweepFields.Read(reader);
        reader.End();
        return message;
    }
}

/// <summary>The device's signature.</summary>
public sealed class SignCounterpartyHtlcSweepReply
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
    public static SignCounterpartyHtlcSweepReply Decode(ByteReader reader)
    {
        SignCounterpartyHtlcSweepReply reply = new SignCounterpartyHtlcSweepReply();
        reply.Signature = reader.Bytes(64);
        reader.End();
        return reply;
    }
}
