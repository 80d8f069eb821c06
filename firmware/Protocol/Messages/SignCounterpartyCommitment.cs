using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>Asks for the signature of the peer's commitment and of every HTLC transaction on it.</summary>
public sealed class SignCounterpartyCommitment
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

    /// <summary>True: the next number will be prepared before it is signed, so the device is to remember the peer's HTLCs for it.</summary>
    public bool IsAhead;

    /// <summary>HTLCs of the peer that the newest signed number carries, or that came since, and this one does not.</summary>
    public HtlcFields[] Gone = new HtlcFields[0];

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(87 + (HtlcFields.LengthBytes * (Htlcs.Length + Gone.Length)));
        writer.U8((byte)MessageId.SignCounterpartyCommitment);
        FixedField.Write(writer, ChannelId, 16);
        writer.U32(FundingTag);
        writer.U64(Number);
        FixedField.Write(writer, Point, 33);
        writer.U32(FeeratePerKw);
        writer.U64(ToHolderSat);
        writer.U64(ToCounterpartySat);
        HtlcFields.WriteAll(writer, Htlcs);
        writer.Flag(IsAhead);
        HtlcFields.WriteAll(writer, Gone);
        return writer.ToArray();
    }

    /// <summary>Reads everything after the id byte.</summary>
    public static SignCounterpartyCommitment Decode(ByteReader reader)
    {
        SignCounterpartyCommitment message = new SignCounterpartyCommitment();
        message.ChannelId = reader.Bytes(16);
        message.FundingTag = reader.U32();
        message.Number = reader.U64();
        message.Point = reader.Bytes(33);
        message.FeeratePerKw = reader.U32();
        message.ToHolderSat = reader.U64();
        message.ToCounterpartySat = reader.U64();
        message.Htlcs = HtlcFields.ReadAll(reader);
        message.IsAhead = reader.Flag();
        message.Gone = HtlcFields.ReadGone(reader);
        reader.End();
        return message;
    }
}

/// <summary>All signatures that the peer needs.</summary>
public sealed class SignCounterpartyCommitmentReply
{
    /// <summary>Of the commitment, compact.</summary>
    public byte[] Signature;

    /// <summary>Untrimmed HTLCs in output order, compact.</summary>
    public byte[][] HtlcSignatures;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(66 + (64 * HtlcSignatures.Length));
        FixedField.Write(writer, Signature, 64);
        SignatureList.Write(writer, HtlcSignatures);
        return writer.ToArray();
    }

    /// <summary>Reads the body of an ok reply, without status and receipt.</summary>
    public static SignCounterpartyCommitmentReply Decode(ByteReader reader)
    {
        SignCounterpartyCommitmentReply reply = new SignCounterpartyCommitmentReply();
        reply.Signature = reader.Bytes(64);
        reply.HtlcSignatures = SignatureList.Read(reader);
        reader.End();
        return reply;
    }
}
