using System;
using Holdfast.Bytes;

namespace Holdfast.Journal;

/// <summary>
/// What stays in RAM of every slot's newest entry: its place, its flags and its MAC; a few flat arrays, because on the chip an object per
/// slot would cost more than its content. Each new entry carries a digest over the MACs of all other slots, so the newest entry vouches
/// for the whole volume: a slot file that is older than it should be does not go unnoticed.
/// </summary>
public sealed class SlotTable
{
    private const byte Used = 1;
    private const byte WithAttachment = 2;

    private readonly RecordCodec _codec;
    private readonly ulong[] _sequences;
    private readonly byte[] _flags;
    private readonly byte[] _macs;
    private readonly byte[] _attachmentMacs;

    public SlotTable(RecordCodec codec, int slotCount)
    {
        _codec = codec;
        _sequences = new ulong[slotCount];
        _flags = new byte[slotCount];
        _macs = new byte[slotCount * JournalLayout.MacBytes];
        _attachmentMacs = new byte[slotCount * JournalLayout.MacBytes];
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
        Array.Copy(entry.Mac, 0, _macs, slot * JournalLayout.MacBytes, JournalLayout.MacBytes);
        Array.Copy(entry.AttachmentMac, 0, _attachmentMacs, slot * JournalLayout.MacBytes, JournalLayout.MacBytes);
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

    /// <summary>The MAC (16 bytes) of the slot's newest entry.</summary>
    public byte[] Mac(int slot)
    {
        return Row(_macs, slot);
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
    public byte[] AttachmentMac(int slot)
    {
        return Row(_attachmentMacs, slot);
    }

    /// <summary>Digest (8 bytes) over all MACs but one, which counts as zeros: the entry that carries the digest cannot cover itself.</summary>
    public byte[] DigestWithout(int slot)
    {
        int at = slot * JournalLayout.MacBytes;
        byte[] own = Row(_macs, slot);
        Array.Clear(_macs, at, JournalLayout.MacBytes);
        byte[] digest = _codec.Digest(_macs);
        Array.Copy(own, 0, _macs, at, JournalLayout.MacBytes);
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
            return RecordCodec.LinkOf(newest.Mac);
        }

        if (sequence == newest.Sequence - 1)
        {
            return newest.PreviousLink;
        }

        int slot = SlotAt(sequence);
        return slot < 0 ? null : RecordCodec.LinkOf(Mac(slot));
    }

    private static byte[] Row(byte[] rows, int slot)
    {
        byte[] row = new byte[JournalLayout.MacBytes];
        Array.Copy(rows, slot * JournalLayout.MacBytes, row, 0, JournalLayout.MacBytes);
        return row;
    }
}
