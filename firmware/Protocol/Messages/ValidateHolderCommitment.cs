using Holdfast.Bytes;
using Holdfast.Lightning;

namespace Holdfast.Protocol;

/// <summary>Shows the next holder commitment with the peer's signatures.</summary>
public sealed class ValidateHolderCommitment
{
    /// <summary>First 16 bytes of SHA-256("holdfast channel" ‖ peer ‖ dbid).</summary>
    public byte[] ChannelId;

    /// <summary>First four bytes, big-endian, of the funding txid in internal byte order: which funding outpoint of the channel.</summary>
    public uint FundingPrefix;

    /// <summary>The holder's, without its point.</summary>
    public CommitmentFields Commitment = new CommitmentFields();

    /// <summary>The peer's, of the commitment.</summary>
    public byte[] Signature;

    /// <summary>The peer's, untrimmed HTLCs in output order.</summary>
    public byte[][] HtlcSignatures;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(87 + Commitment.LengthBytes + (64 * HtlcSignatures.Length));
        writer.U8((byte)MessageId.ValidateHolderCommitment);
        FixedField.Write(writer, ChannelId, 16);
        writer.U32(FundingPrefix);
        Commitment.Write(writer, false);
        FixedField.Write(writer, Signature, 64);
        SignatureList.Write(writer, HtlcSignatures);
        return writer.ToArray();
    }

    /// <summary>Reads everything after the id byte.</summary>
    public static ValidateHolderCommitment Decode(ByteReader reader)
    {
        ValidateHolderCommitment message = new ValidateHolderCommitment();
        message.ChannelId = reader.Bytes(16);
        message.FundingPrefix = reader.U32();
        message.Commitment.ReadHolder(reader);
        message.Signature = reader.Bytes(64);
        message.HtlcSignatures = SignatureList.Read(reader);
        reader.End();
        return message;
    }
}

/// <summary>What the peer needs for the number after.</summary>
public sealed class ValidateHolderCommitmentReply
{
    /// <summary>The holder's per-commitment point of number + 1.</summary>
    public byte[] NextPoint;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(33);
        FixedField.Write(writer, NextPoint, 33);
        return writer.ToArray();
    }

    /// <summary>Reads the body of an ok reply, without status and receipt.</summary>
    public static ValidateHolderCommitmentReply Decode(ByteReader reader)
    {
        ValidateHolderCommitmentReply reply = new ValidateHolderCommitmentReply();
        reply.NextPoint = reader.Bytes(33);
        reader.End();
        return reply;
    }
}
