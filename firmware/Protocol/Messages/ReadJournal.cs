using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>Reads one slot of the journal for a person: plain facts, no secrets.</summary>
public sealed class ReadJournal
{
    /// <summary>From 0.</summary>
    public ushort Slot;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(3);
        writer.U8((byte)MessageId.ReadJournal);
        writer.U16(Slot);
        return writer.ToArray();
    }

    /// <summary>Reads everything after the id byte.</summary>
    public static ReadJournal Decode(ByteReader reader)
    {
        ReadJournal message = new ReadJournal();
        message.Slot = reader.U16();
        reader.End();
        return message;
    }
}

/// <summary>The slot as it is.</summary>
public sealed class ReadJournalReply
{
    /// <summary>Slots of this journal.</summary>
    public ushort SlotCountMax;

    public bool IsUsed;

    /// <summary>Of the commit that wrote it; 0 when unused.</summary>
    public ulong Sequence;

    /// <summary>Facts as FactCodec writes them; empty when unused.</summary>
    public byte[] Record;

    /// <summary>The static part of the slot; may be empty.</summary>
    public byte[] Attachment;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(79);
        writer.U16(SlotCountMax);
        writer.Flag(IsUsed);
        writer.U64(Sequence);
        BlobField.Write(writer, Record, 4096);
        BlobField.Write(writer, Attachment, 1024);
        return writer.ToArray();
    }

    /// <summary>Reads the body of an ok reply, without status and receipt.</summary>
    public static ReadJournalReply Decode(ByteReader reader)
    {
        ReadJournalReply reply = new ReadJournalReply();
        reply.SlotCountMax = reader.U16();
        reply.IsUsed = reader.Flag();
        reply.Sequence = reader.U64();
        reply.Record = reader.Blob(4096);
        reply.Attachment = reader.Blob(1024);
        reader.End();
        return reply;
    }
}
