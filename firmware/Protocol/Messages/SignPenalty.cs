using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>Asks for the sweep of an output of a revoked commitment of the peer.</summary>
public sealed class SignPenalty
{
    /// <summary>First 16 bytes of SHA-256("holdfast channel" ‖ peer ‖ dbid).</summary>
    public byte[] ChannelId;

    /// <summary>The peer's per-commitment secret.</summary>
    public byte[] RevocationSecret;

    public SweepFields Transaction;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(113);
        writer.U8((byte)MessageId.SignPenalty);
        FixedField.Write(writer, ChannelId, 16);
        FixedField.Write(writer, RevocationSecret, 32);
        Transaction.Write(writer);
        return writer.ToArray();
    }

    /// <summary>Reads everything after the id byte.</summary>
    public static SignPenalty Decode(ByteReader reader)
    {
        SignPenalty message = new SignPenalty();
        message.ChannelId = reader.Bytes(16);
        message.RevocationSecret = reader.Bytes(32);
        message.Transaction = SweepFields.Read(reader);
        reader.End();
        return message;
    }
}

/// <summary>The device's signature.</summary>
public sealed class SignPenaltyReply
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
    public static SignPenaltyReply Decode(ByteReader reader)
    {
        SignPenaltyReply reply = new SignPenaltyReply();
        reply.Signature = reader.Bytes(64);
        reader.End();
        return reply;
    }
}
