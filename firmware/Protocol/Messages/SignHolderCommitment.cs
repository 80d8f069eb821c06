using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>Asks for our own signature of our commitment: the channel goes on chain.</summary>
public sealed class SignHolderCommitment
{
    /// <summary>First 16 bytes of SHA-256("holdfast channel" ‖ peer ‖ dbid).</summary>
    public byte[] ChannelId;

    /// <summary>First four bytes, big-endian, of the funding txid in internal byte order: which funding outpoint of the channel.</summary>
    public uint FundingTag;

    /// <summary>Commitment number, counting up from 0.</summary>
    public ulong Number;

    /// <summary>Feerate of the commitment in satoshi per 1000 weight units.</summary>
    public uint FeeratePerKw;

    /// <summary>Our own output exactly as the transaction pays it (after fee and anchors), satoshi; 0 when there is none.</summary>
    public ulong ToHolderSat;

    /// <summary>The peer's own output exactly as the transaction pays it, satoshi; 0 when there is none.</summary>
    public ulong ToCounterpartySat;

    /// <summary>Every HTLC of the commitment, trimmed ones too.</summary>
    public HtlcFields[] Htlcs;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(51 + (HtlcFields.LengthBytes * Htlcs.Length));
        writer.U8((byte)MessageId.SignHolderCommitment);
        FixedField.Write(writer, ChannelId, 16);
        writer.U32(FundingTag);
        writer.U64(Number);
        writer.U32(FeeratePerKw);
        writer.U64(ToHolderSat);
        writer.U64(ToCounterpartySat);
        HtlcFields.WriteAll(writer, Htlcs);
        return writer.ToArray();
    }

    /// <summary>Reads everything after the id byte.</summary>
    public static SignHolderCommitment Decode(ByteReader reader)
    {
        SignHolderCommitment message = new SignHolderCommitment();
        message.ChannelId = reader.Bytes(16);
        message.FundingTag = reader.U32();
        message.Number = reader.U64();
        message.FeeratePerKw = reader.U32();
        message.ToHolderSat = reader.U64();
        message.ToCounterpartySat = reader.U64();
        message.Htlcs = HtlcFields.ReadAll(reader);
        reader.End();
        return message;
    }
}

/// <summary>Our signature.</summary>
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

    /// <summary>Reads the body of an ok reply, without status and anchor.</summary>
    public static SignHolderCommitmentReply Decode(ByteReader reader)
    {
        SignHolderCommitmentReply reply = new SignHolderCommitmentReply();
        reply.Signature = reader.Bytes(64);
        reader.End();
        return reply;
    }
}
