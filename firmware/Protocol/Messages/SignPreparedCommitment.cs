using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>Asks for the signature of the commitment that was prepared last for this funding. The device answers NotPrepared when it does not remember one.</summary>
public sealed class SignPreparedCommitment
{
    /// <summary>First 16 bytes of SHA-256("holdfast channel" ‖ peer ‖ dbid).</summary>
    public byte[] ChannelId;

    /// <summary>First four bytes, big-endian, of the funding txid in internal byte order: which funding outpoint of the channel.</summary>
    public uint FundingPrefix;

    /// <summary>Commitment number, counting up from 0.</summary>
    public ulong Number;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(29);
        writer.U8((byte)MessageId.SignPreparedCommitment);
        FixedField.Write(writer, ChannelId, 16);
        writer.U32(FundingPrefix);
        writer.U64(Number);
        return writer.ToArray();
    }

    /// <summary>Reads everything after the id byte.</summary>
    public static SignPreparedCommitment Decode(ByteReader reader)
    {
        SignPreparedCommitment message = new SignPreparedCommitment();
        message.ChannelId = reader.Bytes(16);
        message.FundingPrefix = reader.U32();
        message.Number = reader.U64();
        reader.End();
        return message;
    }
}

/// <summary>The promise: with it the HTLC signatures that were given before become worth something.</summary>
public sealed class SignPreparedCommitmentReply
{
    /// <summary>Of the commitment, compact.</summary>
    public byte[] Signature;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(64);
        FixedField.Write(writer, Signature, 64);
        return writer.ToArray();
    }

    /// <summary>Reads the body of an ok reply, without status and receipt.</summary>
    public static SignPreparedCommitmentReply Decode(ByteReader reader)
    {
        SignPreparedCommitmentReply reply = new SignPreparedCommitmentReply();
        reply.Signature = reader.Bytes(64);
        reader.End();
        return reply;
    }
}
