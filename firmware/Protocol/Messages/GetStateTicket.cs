using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>Asks what the device needs to know again when this commitment of the peer is revoked. To be asked right after it was signed.</summary>
public sealed class GetStateTicket
{
    /// <summary>First 16 bytes of SHA-256("holdfast channel" ‖ peer ‖ dbid).</summary>
    public byte[] ChannelId;

    /// <summary>First four bytes of the funding txid.</summary>
    public uint FundingPrefix;

    /// <summary>Of the commitment, counting up.</summary>
    public ulong Number;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(29);
        writer.U8((byte)MessageId.GetStateTicket);
        FixedField.Write(writer, ChannelId, 16);
        writer.U32(FundingPrefix);
        writer.U64(Number);
        return writer.ToArray();
    }

    /// <summary>Reads everything after the id byte.</summary>
    public static GetStateTicket Decode(ByteReader reader)
    {
        GetStateTicket message = new GetStateTicket();
        message.ChannelId = reader.Bytes(16);
        message.FundingPrefix = reader.U32();
        message.Number = reader.U64();
        reader.End();
        return message;
    }
}

/// <summary>To be kept until every tower has its backup.</summary>
public sealed class GetStateTicketReply
{
    /// <summary>Of the commitment, internal byte order.</summary>
    public byte[] Txid;

    /// <summary>Of the peer's delayed output; 0 when there is none.</summary>
    public ushort Vout;

    /// <summary>Its amount; 0 when there is none.</summary>
    public ulong Sat;

    /// <summary>A MAC of the device over all of it and the point.</summary>
    public byte[] Ticket;

    /// <summary>How many of the newest states no trusted tower has acknowledged; 0 when nobody counts.</summary>
    public byte Unacknowledged;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(59);
        FixedField.Write(writer, Txid, 32);
        writer.U16(Vout);
        writer.U64(Sat);
        FixedField.Write(writer, Ticket, 16);
        writer.U8(Unacknowledged);
        return writer.ToArray();
    }

    /// <summary>Reads the body of an ok reply, without status and receipt.</summary>
    public static GetStateTicketReply Decode(ByteReader reader)
    {
        GetStateTicketReply reply = new GetStateTicketReply();
        reply.Txid = reader.Bytes(32);
        reply.Vout = reader.U16();
        reply.Sat = reader.U64();
        reply.Ticket = reader.Bytes(16);
        reply.Unacknowledged = reader.U8();
        reader.End();
        return reply;
    }
}
