using System;
using Holdfast.Bytes;

namespace Holdfast.Journal;

/// <summary>
/// What stays in RAM of every slot's newest entry: its place, its flags and its tag; a few flat arrays, because on the chip an object per
/// slot would cost more than its content. Each new entry carries a digest over the tags of all other slots, so the newest entry vouches
/// for the whole volume: a slot file that is older than it should be does not go unnoticed.
/// </summary>
public sealed class SlotTable
{
    private const byte Used = 1;
    private const byte WithAttachment = 2;

    private readonly RecordCodec _codec;
    private readonly ulong[] _sequences;
    private readonly byte[] _flags;
    private readonly byte[] _tags;
    private readonly byte[] _attachmentTags;

    public SlotTable(RecordCodec codec, int slotCount)
    {
        _codec = codec;
        _sequences = new ulong[slotCount];
        _flags = new byte[slotCount];
        _tags = new byte[slotCount * JournalLayout.TagBytes];
        _attachmentTags = new byte[slotCount * JournalLayout.TagBytes];
    }

    public int Count
    {
        get { return _flags.Length; }
    }

    /// <summary>Remembers a sealed entry as the newest of its slot.</summary>
    public void Set(JournalEntry entry)
    {
        int slot = entry.Slot;
        _sequences[slot] = entry.Sequence;
        _flags[slot] = (byte)((entry.IsUsed ? Used : 0)
            | (entry.HasAttachment ? WithAttachment : 0));
        Array.Copy(entry.Tag, 0, _tags, slot * JournalLayout.TagBytes, JournalLayout.TagBytes);
        Array.Copy(entry.AttachmentTag, 0, _attachmentTags, slot * JournalLayout.TagBytes, JournalLayout.TagBytes);
    }

    public ulong SequenceOf(int slot)
    {
        return _sequences[slot];
    }

    /// <summary>The slot whose newest entry has this sequence; -1 when none has.</summary>
    private int SlotAt(ulong sequence)
    {
        for (int slot = 0; slot < _sequences.Length; slot++)
        {
            if (_sequences[slot] == sequence)
            {
                return slot;
            }
        }

        return -1;
    }

    /// <summary>The tag (16 bytes) of the slot's newest entry.</summary>
    public byte[] Tag(int slot)
    {
        return Row(_tags, slot);
    }

    public bool IsUsed(int slot)
    {
        return (_flags[slot] & Used) != 0;
    }

    public bool HasAttachment(int slot)
    {
        return (_flags[slot] & WithAttachment) != 0;
    }

    /// <summary>16 bytes; zeros without attachment.</summary>
    public byte[] AttachmentTag(int slot)
    {
        return Row(_attachmentTags, slot);
    }

    /// <summary>Digest (8 bytes) over all tags but one, which counts as zeros: the entry that carries the digest cannot cover itself.</summary>
    public byte[] DigestWithout(int slot)
    {
        int at = slot * JournalLayout.TagBytes;
        byte[] own = Row(_tags, slot);
        Array.Clear(_tags, at, JournalLayout.TagBytes);
        byte[] digest = _codec.Digest(_tags);
        Array.Copy(own, 0, _tags, at, JournalLayout.TagBytes);
        return digest;
    }

    /// <summary>What a receipt of 24 bytes says about a volume with these slots and this newest entry.</summary>
    public ReceiptComparison Compare(byte[] receipt, JournalEntry newest)
    {
        if (!_codec.IsOwnReceipt(receipt))
        {
            return ReceiptComparison.Foreign;
        }

        ulong sequence = new ByteReader(receipt).U64();
        if (sequence > newest.Sequence)
        {
            return ReceiptComparison.DeviceOlder;
        }

        byte[] link = LinkAt(sequence, newest);
        bool isContradicted = link != null && !Check.SameSecret(receipt, _codec.Receipt(sequence, link));
        if (isContradicted)
        {
            return ReceiptComparison.Foreign;
        }

        return sequence == newest.Sequence ? ReceiptComparison.Same : ReceiptComparison.DeviceAhead;
    }

    // What the device still knows of an entry: the newest, the one before it, or the last one of a slot; else null.
    private byte[] LinkAt(ulong sequence, JournalEntry newest)
    {
        if (sequence == newest.Sequence)
        {
            return RecordCodec.LinkOf(newest.Tag);
        }

        if (sequence == newest.Sequence - 1)
        {
            return newest.PreviousLink;
        }

        int slot = SlotAt(sequence);
        return slot < 0 ? null : RecordCodec.LinkOf(Tag(slot));
    }

    private static byte[] Row(byte[] rows, int slot)
    {
        byte[] row = new byte[JournalLayout.TagBytes];
        Array.Copy(rows, slot * JournalLayout.TagBytes, row, 0, JournalLayout.TagBytes);
        return row;
    }
}
