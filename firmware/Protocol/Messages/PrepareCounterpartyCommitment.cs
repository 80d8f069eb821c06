using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>
/// Asks "would you sign this?": the rules of SignCounterpartyCommitment, without journal. Gives the signatures of the HTLC transactions, which are worth
/// nothing without the commitment's (RULES.md, "What leaves before the promise").
/// </summary>
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

    /// <summary>True: the next number will be prepared before it is signed, so the device is to remember the peer's HTLCs for it.</summary>
    public bool IsAhead;

    /// <summary>HTLCs of the peer that the newest signed number carries, or that came since, and this one does not.</summary>
    public HtlcFields[] Gone = new HtlcFields[0];

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(87 + (HtlcFields.LengthBytes * (Htlcs.Length + Gone.Length)));
        writer.U8((byte)MessageId.PrepareCounterpartyCommitment);
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
        message.IsAhead = reader.Flag();
        message.Gone = HtlcFields.ReadGone(reader);
        reader.End();
        return message;
    }
}

/// <summary>The rules let it pass; nothing was written.</summary>
public sealed class PrepareCounterpartyCommitmentReply
{
    /// <summary>
    /// True: the signatures are here and SignPreparedCommitment gives the commitment's. False: signatures on these HTLCs leave only with the
    /// commitment's, by SignCounterpartyCommitment.
    /// </summary>
    public bool IsReleased;

    /// <summary>Untrimmed HTLCs in output order, compact; empty when they were not released.</summary>
    public byte[][] HtlcSignatures;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(3 + (64 * HtlcSignatures.Length));
        writer.Flag(IsReleased);
        SignatureList.Write(writer, HtlcSignatures);
        return writer.ToArray();
    }

    /// <summary>Reads the body of an ok reply, without status and receipt.</summary>
    public static PrepareCounterpartyCommitmentReply Decode(ByteReader reader)
    {
        PrepareCounterpartyCommitmentReply reply = new PrepareCounterpartyCommitmentReply();
        reply.IsReleased = reader.Flag();
        reply.HtlcSignatures = SignatureList.Read(reader);
        if (!reply.IsReleased && reply.HtlcSignatures.Length != 0)
        {
            throw new MalformedException("signatures that were not released");
        }

        reader.End();
        return reply;
    }
}
