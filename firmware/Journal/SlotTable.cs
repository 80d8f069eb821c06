using System;
using Holdfast.Bytes;

namespace Holdfast.Journal;

/// <summary>
/// The tag of every slot's newest entry, side by side. Each new entry carries a digest over the rows of all other slots, so the newest
/// entry vouches for the whole volume: a slot file that is older than it should be does not go unnoticed.
/// </summary>
public sealed class SlotTable
{
    private readonly RecordCodec _codec;
    private readonly byte[] _rows;

    public SlotTable(RecordCodec codec, int slotCount)
    {
        _codec = codec;
        _rows = new byte[slotCount * JournalLayout.TagBytes];
    }

    /// <summary>Remembers the tag (16 bytes) of a slot's newest entry.</summary>
    public void Set(int slot, byte[] tag)
    {
        Check.That(tag.Length == JournalLayout.TagBytes, "a tag has 16 bytes");
        Array.Copy(tag, 0, _rows, slot * JournalLayout.TagBytes, JournalLayout.TagBytes);
    }

    /// <summary>True when this is the tag of the slot's newest entry.</summary>
    public bool Has(int slot, byte[] tag)
    {
        byte[] row = new byte[JournalLayout.TagBytes];
        Array.Copy(_rows, slot * JournalLayout.TagBytes, row, 0, JournalLayout.TagBytes);
        return Check.SameSecret(row, tag);
    }

    /// <summary>Digest (8 bytes) over all rows but one, which counts as zeros: the entry that carries the digest cannot cover itself.</summary>
    public byte[] DigestWithout(int slot)
    {
        int at = slot * JournalLayout.TagBytes;
        byte[] own = new byte[JournalLayout.TagBytes];
        Array.Copy(_rows, at, own, 0, JournalLayout.TagBytes);
        Array.Clear(_rows, at, JournalLayout.TagBytes);
        byte[] digest = _codec.Digest(_rows);
        Array.Copy(own, 0, _rows, at, JournalLayout.TagBytes);
        return digest;
    }
}
