using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>Asks for the backup of a revoked commitment of the peer, for one session. The same request gets the same bytes.</summary>
public sealed class MakeTowerBackup
{
    /// <summary>Of the session key.</summary>
    public uint Index;

    /// <summary>First 16 bytes of SHA-256("holdfast channel" ‖ peer ‖ dbid).</summary>
    public byte[] ChannelId;

    /// <summary>First four bytes of the funding txid.</summary>
    public uint FundingPrefix;

    /// <summary>Of the commitment, counting up.</summary>
    public ulong Number;

    /// <summary>Of the commitment, internal byte order.</summary>
    public byte[] Txid;

    /// <summary>Of the peer's delayed output.</summary>
    public ushort Vout;

    /// <summary>Its amount; 0 when there is none.</summary>
    public ulong Sat;

    /// <summary>What GetStateTicket gave.</summary>
    public byte[] Ticket;

    /// <summary>The peer's per-commitment secret.</summary>
    public byte[] Secret;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(123);
        writer.U8((byte)MessageId.MakeTowerBackup);
        writer.U32(Index);
        FixedField.Write(writer, ChannelId, 16);
        writer.U32(FundingPrefix);
        writer.U64(Number);
        FixedField.Write(writer, Txid, 32);
        writer.U16(Vout);
        writer.U64(Sat);
        FixedField.Write(writer, Ticket, 16);
        FixedField.Write(writer, Secret, 32);
        return writer.ToArray();
    }

    /// <summary>Reads everything after the id byte.</summary>
    public static MakeTowerBackup Decode(ByteReader reader)
    {
        MakeTowerBackup message = new MakeTowerBackup();
        message.Index = reader.U32();
        message.ChannelId = reader.Bytes(16);
        message.FundingPrefix = reader.U32();
        message.Number = reader.U64();
        message.Txid = reader.Bytes(32);
        message.Vout = reader.U16();
        message.Sat = reader.U64();
        message.Ticket = reader.Bytes(16);
        message.Secret = reader.Bytes(32);
        reader.End();
        return message;
    }
}

/// <summary>The backup.</summary>
public sealed class MakeTowerBackupReply
{
    /// <summary>There is nothing that a tower could bring home; hint and seal are zeros and the blob is empty.</summary>
    public bool IsNeedless;

    /// <summary>By which the tower finds it.</summary>
    public byte[] Hint;

    /// <summary>For the tower.</summary>
    public byte[] Blob;

    /// <summary>Goes back with it in UpdateTower.</summary>
    public byte[] Seal;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(37);
        writer.Flag(IsNeedless);
        FixedField.Write(writer, Hint, 16);
        BlobField.Write(writer, Blob, 314);
        FixedField.Write(writer, Seal, 16);
        return writer.ToArray();
    }

    /// <summary>Reads the body of an ok reply, without status and receipt.</summary>
    public static MakeTowerBackupReply Decode(ByteReader reader)
    {
        MakeTowerBackupReply reply = new MakeTowerBackupReply();
        reply.IsNeedless = reader.Flag();
        reply.Hint = reader.Bytes(16);
        reply.Blob = reader.Blob(314);
        reply.Seal = reader.Bytes(16);
        reader.End();
        return reply;
    }
}
