using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>
/// Asks for a copy of what the journal has sealed: the oldest entry that is newer than <see cref="Since"/>, or the attachment of a slot. The host can neither read nor
/// change it; it keeps it for the day on which the device is lost. Changes nothing.
/// </summary>
public sealed class ReadBackup
{
    /// <summary>No attachment is wanted, but an entry.</summary>
    public const byte NoSlot = 255;

    /// <summary>The newest sequence of which the host has the entry; 0 when it has none.</summary>
    public ulong Since;

    /// <summary>The slot whose attachment is wanted, or <see cref="NoSlot"/>.</summary>
    public byte AttachmentOf = NoSlot;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(10);
        writer.U8((byte)MessageId.ReadBackup);
        writer.U64(Since);
        writer.U8(AttachmentOf);
        return writer.ToArray();
    }

    /// <summary>Reads everything after the id byte.</summary>
    public static ReadBackup Decode(ByteReader reader)
    {
        ReadBackup message = new ReadBackup();
        message.Since = reader.U64();
        message.AttachmentOf = reader.U8();
        reader.End();
        return message;
    }
}

/// <summary>One sealed file of the journal (FORMAT.md).</summary>
public sealed class ReadBackupReply
{
    /// <summary>Slots of this journal.</summary>
    public byte SlotCount;

    /// <summary>The slot that this is about; <see cref="ReadBackup.NoSlot"/> when there is nothing newer.</summary>
    public byte Slot;

    /// <summary>The number of the slot's newest commit.</summary>
    public ulong Sequence;

    /// <summary>Names the attachment that belongs to the entry; zeros when there is none.</summary>
    public byte[] AttachmentMac;

    /// <summary>The entry or the attachment; empty when there is none.</summary>
    public byte[] File;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(28 + File.Length);
        writer.U8(SlotCount);
        writer.U8(Slot);
        writer.U64(Sequence);
        FixedField.Write(writer, AttachmentMac, 16);
        BlobField.Write(writer, File, ProtocolLimits.SealedFileBytesMax);
        return writer.ToArray();
    }

    /// <summary>Reads the body of an ok reply, without status and receipt.</summary>
    public static ReadBackupReply Decode(ByteReader reader)
    {
        ReadBackupReply reply = new ReadBackupReply();
        reply.SlotCount = reader.U8();
        reply.Slot = reader.U8();
        reply.Sequence = reader.U64();
        reply.AttachmentMac = reader.Bytes(16);
        reply.File = reader.Blob(ProtocolLimits.SealedFileBytesMax);
        reader.End();
        return reply;
    }
}
