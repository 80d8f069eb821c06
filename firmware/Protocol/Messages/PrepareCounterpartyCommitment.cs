using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>Asks "would you sign this?": the rules of SignCounterpartyCommitment, without journal, without signature.</summary>
public sealed class PrepareCounterpartyCommitment
{
    /// <summary>First 16 bytes of SHA-256("holdfast channel" ‖ peer ‖ dbid).</summary>
    public byte[] ChannelId;

    /// <summary>First four bytes, big-endian, of the funding txid in internal byte order: which funding outpoint of the channel.</summary>
    public uint FundingTag;

    /// <summary>Commitment number, counting up from 0.</summary>
    public ulong Number;

    /// <summary>The peer's per-commitment point for this number.</summary>
    public byte[] Point;

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
        ByteWriter writer = new ByteWriter(84 + (HtlcFields.LengthBytes * Htlcs.Length));
        writer.U8((byte)MessageId.PrepareCounterpartyCommitment);
        FixedField.Write(writer, ChannelId, 16);
        writer.U32(FundingTag);
        writer.U64(Number);
        FixedField.Write(writer, Point, 33);
        writer.U32(FeeratePerKw);
        writer.U64(ToHolderSat);
        writer.U64(ToCounterpartySat);
        HtlcFields.WriteAll(writer, Htlcs);
        return writer.ToArray();
    }

    /// <summary>Reads everything after the id byte.</summary>
    public static PrepareCounterpartyCommitment Decode(ByteReader reader)
    {
        PrepareCounterpartyCommitment message = new PrepareCounterpartyCommitment();
        message.ChannelId = reader.Bytes(16);
        message.FundingTag = reader.U32();
        message.Number = reader.U64();
        message.Point = reader.Bytes(33);
        message.FeeratePerKw = reader.U32();
        message.ToHolderSat = reader.U64();
        message.ToCounterpartySat = reader.U64();
        message.Htlcs = HtlcFields.ReadAll(reader);
        reader.End();
        return message;
    }
}

/// <summary>The rules let it pass; nothing was written.</summary>
public sealed class PrepareCounterpartyCommitmentReply
{
    public byte[] Encode()
    {
        return new byte[0];
    }

    /// <summary>Reads the body of an ok reply, without status and anchor.</summary>
    public static PrepareCounterpartyCommitmentReply Decode(ByteReader reader)
    {
        PrepareCounterpartyCommitmentReply reply = new PrepareCounterpartyCommitmentReply();
        reader.End();
        return reply;
    }
}
