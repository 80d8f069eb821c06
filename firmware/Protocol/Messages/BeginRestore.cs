using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>
/// Begins to put the state of a backup on a device that has promised nothing. The device checks that the backup is whole, that it was made by a device with the same words, and
/// that the receipt names it; then it needs the owner's button. RestoreSlot follows for every slot that the backup has, slot 0 last.
/// </summary>
public sealed class BeginRestore
{
    /// <summary>Of the device that made the backup.</summary>
    public byte[] VolumeId;

    /// <summary>The newest receipt of that device that the host has anywhere.</summary>
    public byte[] Receipt;

    /// <summary>The sealed entry with the highest sequence.</summary>
    public byte[] Newest;

    /// <summary>For each slot 16 bytes, those behind the version in its sealed entry; zeros for a slot that was never written.</summary>
    public byte[] Macs;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(45 + Newest.Length + Macs.Length);
        writer.U8((byte)MessageId.BeginRestore);
        FixedField.Write(writer, VolumeId, 16);
        FixedField.Write(writer, Receipt, 24);
        BlobField.Write(writer, Newest, ProtocolLimits.SealedFileBytesMax);
        BlobField.Write(writer, Macs, ProtocolLimits.SlotMacsBytesMax);
        return writer.ToArray();
    }

    /// <summary>Reads everything after the id byte.</summary>
    public static BeginRestore Decode(ByteReader reader)
    {
        BeginRestore message = new BeginRestore();
        message.VolumeId = reader.Bytes(16);
        message.Receipt = reader.Bytes(24);
        message.Newest = reader.Blob(ProtocolLimits.SealedFileBytesMax);
        message.Macs = reader.Blob(ProtocolLimits.SlotMacsBytesMax);
        reader.End();
        return message;
    }
}

/// <summary>What the device takes the backup for.</summary>
public sealed class BeginRestoreReply
{
    /// <summary>The last state of a device that was moved to this one: everything goes on. Otherwise the device only closes channels from now on.</summary>
    public bool IsMove;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(1);
        writer.Flag(IsMove);
        return writer.ToArray();
    }

    /// <summary>Reads the body of an ok reply, without status and receipt.</summary>
    public static BeginRestoreReply Decode(ByteReader reader)
    {
        BeginRestoreReply reply = new BeginRestoreReply();
        reply.IsMove = reader.Flag();
        reader.End();
        return reply;
    }
}
