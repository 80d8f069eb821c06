using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>
/// Asks for the holder's signature of the holder commitment: the channel goes on chain. The number is enough: the device kept the hash to sign when it
/// validated the commitment, so a host that has lost everything else can still close.
/// </summary>
public sealed class SignHolderCommitment
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
        writer.U8((byte)MessageId.SignHolderCommitment);
        FixedField.Write(writer, ChannelId, 16);
        writer.U32(FundingPrefix);
        writer.U64(Number);
        return writer.ToArray();
    }

    /// <summary>Reads everything after the id byte.</summary>
    public static SignHolderCommitment Decode(ByteReader reader)
    {
        SignHolderCommitment message = new SignHolderCommitment();
        message.ChannelId = reader.Bytes(16);
        message.FundingPrefix = reader.U32();
        message.Number = reader.U64();
        reader.End();
        return message;
    }
}

/// <summary>The device's signature.</summary>
public sealed class SignHolderCommitmentReply
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
    public static SignHolderCommitmentReply Decode(ByteReader reader)
    {
        SignHolderCommitmentReply reply = new SignHolderCommitmentReply();
        reply.Signature = reader.Bytes(64);
        reader.End();
        return reply;
    }
}
