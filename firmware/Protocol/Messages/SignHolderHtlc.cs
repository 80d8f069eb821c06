using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>Asks for the holder's signature of an HTLC transaction on the holder's commitment.</summary>
public sealed class SignHolderHtlc
{
    /// <summary>First 16 bytes of SHA-256("holdfast channel" ‖ peer ‖ dbid).</summary>
    public byte[] ChannelId;

    /// <summary>Commitment number, counting up from 0.</summary>
    public ulong Number;

    /// <summary>Sign with SIGHASH_SINGLE|ANYONECANPAY.</summary>
    public bool HasAnchors;

    public SweepFields Transaction;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(90);
        writer.U8((byte)MessageId.SignHolderHtlc);
        FixedField.Write(writer, ChannelId, 16);
        writer.U64(Number);
        writer.Flag(HasAnchors);
        Transaction.Write(writer);
        return writer.ToArray();
    }

    /// <summary>Reads everything after the id byte.</summary>
    public static SignHolderHtlc Decode(ByteReader reader)
    {
        SignHolderHtlc message = new SignHolderHtlc();
        message.ChannelId = reader.Bytes(16);
        message.Number = reader.U64();
        message.HasAnchors = reader.Flag();
        message.Transaction = SweepFields.Read(reader);
        reader.End();
        return message;
    }
}

/// <summary>The device's signature.</summary>
public sealed class SignHolderHtlcReply
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
    public static SignHolderHtlcReply Decode(ByteReader reader)
    {
        SignHolderHtlcReply reply = new SignHolderHtlcReply();
        reply.Signature = reader.Bytes(64);
        reader.End();
        return reply;
    }
}
