using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>Asks to send a backup to the tower of the link.</summary>
public sealed class UpdateTower
{
    /// <summary>0 to 3: which connection of the device.</summary>
    public byte Link;

    /// <summary>The tower's number for it, from 1.</summary>
    public ushort UpdateNumber;

    /// <summary>The last number that the tower has acknowledged.</summary>
    public ushort LastApplied;

    /// <summary>Nothing follows; the tower hangs up.</summary>
    public bool IsComplete;

    /// <summary>First 16 bytes of SHA-256("holdfast channel" ‖ peer ‖ dbid).</summary>
    public byte[] ChannelId;

    /// <summary>First four bytes of the funding txid.</summary>
    public uint FundingPrefix;

    /// <summary>Of the commitment, counting up.</summary>
    public ulong Number;

    public byte[] Hint;

    public byte[] Blob;

    /// <summary>As MakeTowerBackup gave it.</summary>
    public byte[] Seal;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(71);
        writer.U8((byte)MessageId.UpdateTower);
        writer.U8(Link);
        writer.U16(UpdateNumber);
        writer.U16(LastApplied);
        writer.Flag(IsComplete);
        FixedField.Write(writer, ChannelId, 16);
        writer.U32(FundingPrefix);
        writer.U64(Number);
        FixedField.Write(writer, Hint, 16);
        BlobField.Write(writer, Blob, 314);
        FixedField.Write(writer, Seal, 16);
        return writer.ToArray();
    }

    /// <summary>Reads everything after the id byte.</summary>
    public static UpdateTower Decode(ByteReader reader)
    {
        UpdateTower message = new UpdateTower();
        message.Link = reader.U8();
        message.UpdateNumber = reader.U16();
        message.LastApplied = reader.U16();
        message.IsComplete = reader.Flag();
        message.ChannelId = reader.Bytes(16);
        message.FundingPrefix = reader.U32();
        message.Number = reader.U64();
        message.Hint = reader.Bytes(16);
        message.Blob = reader.Blob(314);
        message.Seal = reader.Bytes(16);
        reader.End();
        return message;
    }
}

/// <summary>What is sent to the tower.</summary>
public sealed class UpdateTowerReply
{
    /// <summary>Sealed; for the tower as they are.</summary>
    public byte[] Bytes;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(4);
        BlobField.Write(writer, Bytes, 400);
        return writer.ToArray();
    }

    /// <summary>Reads the body of an ok reply, without status and receipt.</summary>
    public static UpdateTowerReply Decode(ByteReader reader)
    {
        UpdateTowerReply reply = new UpdateTowerReply();
        reply.Bytes = reader.Blob(400);
        reader.End();
        return reply;
    }
}
