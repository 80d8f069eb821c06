using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>One slot of the backup that BeginRestore has named. Slot 0 ends the restore: the device is locked afterwards.</summary>
public sealed class RestoreSlot
{
    public byte Slot;

    /// <summary>The slot's sealed entry.</summary>
    public byte[] Entry;

    /// <summary>Its sealed attachment; empty when the slot has none.</summary>
    public byte[] Attachment;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(6 + Entry.Length + Attachment.Length);
        writer.U8((byte)MessageId.RestoreSlot);
        writer.U8(Slot);
        BlobField.Write(writer, Entry, ProtocolLimits.SealedFileBytesMax);
        BlobField.Write(writer, Attachment, ProtocolLimits.SealedFileBytesMax);
        return writer.ToArray();
    }

    /// <summary>Reads everything after the id byte.</summary>
    public static RestoreSlot Decode(ByteReader reader)
    {
        RestoreSlot message = new RestoreSlot();
        message.Slot = reader.U8();
        message.Entry = reader.Blob(ProtocolLimits.SealedFileBytesMax);
        message.Attachment = reader.Blob(ProtocolLimits.SealedFileBytesMax);
        reader.End();
        return message;
    }
}

/// <summary>The slot is on flash, or the device has no use for it.</summary>
public sealed class RestoreSlotReply
{
    public byte[] Encode()
    {
        return new byte[0];
    }

    /// <summary>Reads the body of an ok reply, without status and receipt.</summary>
    public static RestoreSlotReply Decode(ByteReader reader)
    {
        reader.End();
        return new RestoreSlotReply();
    }
}
