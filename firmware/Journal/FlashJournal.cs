using Holdfast.Bytes;
using Holdfast.Hardware;

namespace Holdfast.Journal;

/// <summary>
/// The device's memory of what it has promised. A fixed number of slots, each with one small record that is replaced as a whole; the
/// journal knows records, not their meaning.
/// <para>
/// <see cref="Commit(int, byte[])"/> promises: when it returns, the record survives a power cut. When power fails before it returns,
/// the next <see cref="Open(IStorage, IHmac, byte[])"/> finds either the state before or the state after, complete. When it throws,
/// nothing is known, and the journal answers no further request until the next boot.
/// </para>
/// <para>
/// One commit is two writes of the same 348 or 476 bytes: to one of two alternating head files, then to the slot's own file. When it returns,
/// the newest state lies on flash twice, in two directories that age apart: if one of them falls back to an older content, the other one shows
/// it. Where the head that is overwritten was the second copy of another slot's last entry, that copy is written beside the next slot first: so each
/// slot's last entry always lies on flash twice. Reading costs no flash operation until <see cref="ReleaseCopies"/>.
/// Start with DESIGN.md (why), FORMAT.md (bytes), then <see cref="JournalRecovery"/>.
/// </para>
/// </summary>
public sealed class FlashJournal
{
    /// <summary>The longest record, in bytes.</summary>
    public const int RecordBytesMax = JournalLayout.RecordBytesMax;

    /// <summary>The longest attachment, in bytes.</summary>
    public const int AttachmentBytesMax = JournalLayout.AttachmentBytesMax;

    /// <summary>The length of a receipt.</summary>
    public const int ReceiptBytes = 24;

    private const ulong LongCopyCommits = 3;

    private readonly IStorage _storage;
    private readonly RecordCodec _codec;
    private readonly SlotTable _table;
    private readonly byte[] _volumeId;

    private JournalEntry _newest;

    // Of the entry before the newest: what the head holds that the next commit overwrites.
    private int _previousSlot;
    private byte[] _previousSealed;

    // Both null once the copies were given up.
    private byte[][] _records;
    private byte[][] _attachments;
    private bool _isStopped;
    private ulong _longCopyAt;

    private FlashJournal(IStorage storage, JournalImage image)
    {
        _storage = storage;
        _codec = image.Codec;
        _volumeId = image.VolumeId;
        _attachments = image.Attachments;
        _table = image.Table;
        _newest = image.Newest;
        _previousSlot = image.Previous.Slot;
        _previousSealed = _codec.FileOf(image.Previous);
        _codec.FileOf(_newest);

        _records = new byte[_table.Count][];
        for (int slot = 0; slot < _records.Length; slot++)
        {
            _records[slot] = image.Entries[slot].Record;
        }

        _newest.Record = null;
    }

    /// <summary>How many slots the volume has.</summary>
    public int SlotCountMax
    {
        get { return _table.Count; }
    }

    /// <summary>The number of the newest commit; grows by one with each.</summary>
    public ulong Sequence
    {
        get { return _newest.Sequence; }
    }

    /// <summary>True while nothing was ever committed.</summary>
    public bool IsFresh
    {
        get { return _newest.Sequence == JournalFormat.FirstSequence; }
    }

    /// <summary>16 bytes, drawn at provisioning.</summary>
    public byte[] VolumeId
    {
        get { return _volumeId; }
    }

    /// <summary>True after a write that did not return: what is on flash is unknown until the next boot.</summary>
    public bool IsStopped
    {
        get { return _isStopped; }
    }

    /// <summary>Commits since boot.</summary>
    public long Commits { get; private set; }

    /// <summary>Bytes handed to storage since boot, second copies and attachments included.</summary>
    public long BytesWritten { get; private set; }

    /// <summary>Provisioning with <see cref="JournalLayout.SlotCountDefault"/> slots; see the overload.</summary>
    public static FlashJournal Format(IStorage storage, IHmac hmac, byte[] key, byte[] volumeId)
    {
        return Format(storage, hmac, key, volumeId, JournalLayout.SlotCountDefault);
    }

    /// <summary>
    /// Creates every directory and file, the marker last. Interrupted at any point it leaves a volume without marker, on which nothing
    /// was ever promised, and can be started again. A volume with a marker is a <see cref="FaultException"/>: <see cref="Wipe"/> it first.
    /// </summary>
    /// <param name="storage">The volume.</param>
    /// <param name="hmac">The device's HMAC.</param>
    /// <param name="key">32 bytes derived from the seed.</param>
    /// <param name="volumeId">16 fresh random bytes: old records of the same key become worthless with it.</param>
    /// <param name="slotCount">1 to 200; each costs two flash blocks.</param>
    public static FlashJournal Format(IStorage storage, IHmac hmac, byte[] key, byte[] volumeId, int slotCount)
    {
        JournalFormat.Run(storage, hmac, key, volumeId, slotCount);
        return Open(storage, hmac, key);
    }

    /// <summary>
    /// Opens a volume that is sound, or that a power cut interrupted; anything that would need the owner is a <see cref="FaultException"/>.
    /// </summary>
    public static FlashJournal Open(IStorage storage, IHmac hmac, byte[] key)
    {
        return Open(new JournalRecovery(storage, hmac, key, null), false);
    }

    /// <summary>
    /// Brings the files in line with what recovery found, and opens the journal. A volume that <see cref="JournalRecovery.NeedsOwner"/> without
    /// the owner's agreement is a <see cref="FaultException"/>, with nothing written.
    /// </summary>
    public static FlashJournal Open(JournalRecovery recovery, bool hasOwnerAgreed)
    {
        Check.That(hasOwnerAgreed || !recovery.NeedsOwner, "a damaged journal is repaired only after its owner agreed");
        return new FlashJournal(recovery.Storage, recovery.Repair());
    }

    /// <summary>
    /// Removes every journal file, the marker last: a wipe that was cut shows as a damaged volume and can be repeated. The owner of the
    /// seed deletes the key file first; littlefs does not overwrite, so old bytes stay in free blocks until these are erased.
    /// </summary>
    public static void Wipe(IStorage storage)
    {
        for (int slot = 0; slot < JournalLayout.SlotCountMost; slot++)
        {
            // Whatever the number of slots was: the second copies of the slot before lie in this directory.
            storage.Delete(JournalLayout.AttachmentPath(slot));
            storage.Delete(JournalLayout.SecondAttachmentPath(slot, JournalLayout.SlotCountMost));
            storage.Delete(JournalLayout.SecondSlotPath(slot, JournalLayout.SlotCountMost));
            storage.Delete(JournalLayout.SlotPath(slot));
        }

        storage.Delete(JournalLayout.HeadPath(0));
        storage.Delete(JournalLayout.HeadPath(1));
        storage.Delete(JournalLayout.SettlePath);
        storage.Delete(JournalLayout.MarkerPath);
    }

    public bool IsUsed(int slot)
    {
        RequireSlot(slot);
        return _table.IsUsed(slot);
    }

    /// <summary>The slot's record (not a copy: do not change it); null when the slot is free.</summary>
    public byte[] Record(int slot)
    {
        if (!IsUsed(slot))
        {
            return null;
        }

        return _records != null ? _records[slot] : Stored(slot).Record;
    }

    /// <summary>The slot's attachment (not a copy: do not change it); null when it has none.</summary>
    public byte[] Attachment(int slot)
    {
        RequireSlot(slot);
        if (!_table.HasAttachment(slot) || _attachments != null)
        {
            return _attachments == null ? null : _attachments[slot];
        }

        return _codec.OpenAttachment(slot, _table.AttachmentMac(slot), AttachmentFile(slot));
    }

    /// <summary>
    /// Gives up the copies of all records and attachments in RAM, for a caller that has made its own picture of them. From now on
    /// <see cref="Record"/> and <see cref="Attachment"/> read flash, each at the price of a flash commit.
    /// </summary>
    public void ReleaseCopies()
    {
        _records = null;
        _attachments = null;
    }

    /// <summary>The number of the slot's last commit; 0 when it was never used.</summary>
    public ulong SequenceOf(int slot)
    {
        RequireSlot(slot);
        return _table.SequenceOf(slot);
    }

    /// <summary>The slot of the oldest entry that is newer than <paramref name="sequence"/>; -1 when there is none. What a keeper of a backup asks for next.</summary>
    public int SlotAfter(ulong sequence)
    {
        int found = -1;
        for (int slot = 0; slot < _table.Count; slot++)
        {
            ulong own = _table.SequenceOf(slot);
            if (own > sequence && (found < 0 || own < _table.SequenceOf(found)))
            {
                found = slot;
            }
        }

        return found;
    }

    /// <summary>The slot's newest entry as it is on flash (not a copy: do not change it). The two newest are in RAM, any other costs a read.</summary>
    public byte[] Sealed(int slot)
    {
        RequireSlot(slot);
        if (slot == _newest.Slot)
        {
            return _newest.Sealed;
        }

        return slot == _previousSlot && _table.SequenceOf(slot) == _newest.Sequence - 1 ? _previousSealed : Stored(slot).Sealed;
    }

    /// <summary>The MAC of the slot's attachment, 16 bytes; zeros when it has none.</summary>
    public byte[] AttachmentMac(int slot)
    {
        RequireSlot(slot);
        return _table.AttachmentMac(slot);
    }

    /// <summary>The slot's attachment as it is on flash, at the price of a read; null when it has none.</summary>
    public byte[] SealedAttachment(int slot)
    {
        RequireSlot(slot);
        return _table.HasAttachment(slot) ? AttachmentFile(slot) : null;
    }

    /// <summary>
    /// Replaces the record of a slot, keeping its attachment. Durable on return. Longer than <see cref="RecordBytesMax"/> is a
    /// <see cref="MalformedException"/> with nothing changed; a <see cref="StorageException"/> stops the journal until the next boot.
    /// </summary>
    public void Commit(int slot, byte[] record)
    {
        RequireFits(record, RecordBytesMax, "record");
        JournalEntry next = Successor(slot);
        next.IsUsed = true;
        next.HasAttachment = _table.HasAttachment(slot);
        next.AttachmentMac = _table.AttachmentMac(slot);
        next.Record = record;
        Append(next);
    }

    /// <summary>
    /// Replaces record and attachment of a slot. The attachment (at most <see cref="AttachmentBytesMax"/> bytes) is written first, while the second copy
    /// holds the one before, which is checked; the record that follows names it by its MAC, and then the second copy follows. Where there is none
    /// before, both copies come first. For rare changes.
    /// </summary>
    public void Commit(int slot, byte[] record, byte[] attachment)
    {
        RequireFits(record, RecordBytesMax, "record");
        RequireFits(attachment, AttachmentBytesMax, "attachment");
        JournalEntry next = Successor(slot);
        next.IsUsed = true;
        next.HasAttachment = true;
        next.Record = record;

        byte[] file = _codec.SealAttachment(slot, next.Sequence, attachment);
        next.AttachmentMac = RecordCodec.MacOf(file);
        string secondPath = JournalLayout.SecondAttachmentPath(slot, _table.Count);
        bool isFirst = !_table.HasAttachment(slot);
        if (!isFirst)
        {
            RestoreSecondAttachment(slot, secondPath);
        }

        Write(JournalLayout.AttachmentPath(slot), file);
        if (isFirst)
        {
            Write(secondPath, file);
        }

        Append(next);
        if (!isFirst)
        {
            Write(secondPath, file);
        }

        Keep(_attachments, slot, attachment);
    }

    /// <summary>Frees a slot. The removal is a commit like any other: an old record of the slot cannot come back, not even after reuse.</summary>
    public void CommitRemoval(int slot)
    {
        Check.That(IsUsed(slot), "only a used slot can be freed");
        Append(Successor(slot));
        Keep(_attachments, slot, null);
    }

    /// <summary>The receipt (24 bytes) that goes with every reply: the host keeps the last one and shows it at the next unlock.</summary>
    public byte[] Receipt()
    {
        Check.That(!_isStopped, "storage failed: the journal is stopped until the next boot");
        return _codec.Receipt(_newest.Sequence, RecordCodec.LinkOf(_newest.Mac));
    }

    /// <summary>What the host's receipt says. Anything but 24 bytes is a <see cref="MalformedException"/>.</summary>
    public ReceiptComparison CompareReceipt(byte[] receipt)
    {
        if (receipt.Length != ReceiptBytes)
        {
            throw new MalformedException("a receipt has 24 bytes");
        }

        return _table.Compare(receipt, _newest);
    }

    private void RequireSlot(int slot)
    {
        Check.That(slot >= 0 && slot < _table.Count, "a slot number within the volume");
    }

    private JournalEntry Successor(int slot)
    {
        RequireSlot(slot);
        JournalEntry next = new JournalEntry();
        next.Sequence = _newest.Sequence + 1;
        next.Slot = slot;
        return next;
    }

    private void Append(JournalEntry next)
    {
        next.PreviousLink = RecordCodec.LinkOf(_newest.Mac);
        next.OthersDigest = _table.DigestWithout(next.Slot);

        KeepSecondCopy(next);
        Write(JournalLayout.HeadPath(next.Sequence), _codec.SealEntry(next));

        // The second copy before anything depends on the entry: from here on either file alone shows that it was reached.
        Write(JournalLayout.SlotPath(next.Slot), next.Sealed);

        _table.Set(next);
        Keep(_records, next.Slot, next.Record);
        next.Record = null;
        _previousSlot = _newest.Slot;
        _previousSealed = _newest.Sealed;
        _newest.Sealed = null;
        _newest = next;
        Commits++;
    }

    // The head that is overwritten may be the second copy of another slot's last entry. Long ones are copied at every third commit at most: channels with
    // several fundings that take turns commit by commit would wear the flash out before its time.
    private void KeepSecondCopy(JournalEntry next)
    {
        bool isLast = _previousSlot != next.Slot && _table.SequenceOf(_previousSlot) == _newest.Sequence - 1;
        bool isLong = _previousSealed.Length > JournalLayout.ShortEntryFileBytes;
        if (!isLast || (isLong && next.Sequence - _longCopyAt < LongCopyCommits))
        {
            return;
        }

        Write(JournalLayout.SecondSlotPath(_previousSlot, _table.Count), _previousSealed);
        _longCopyAt = isLong ? next.Sequence : _longCopyAt;
    }

    // The second copy is the only one while the first is replaced, and nobody has looked at it since it was written.
    private void RestoreSecondAttachment(int slot, string secondPath)
    {
        if (StableRead.Attachment(_storage, secondPath, slot, _table.AttachmentMac(slot), _codec) == null)
        {
            Write(secondPath, AttachmentFile(slot));
        }
    }

    private byte[] AttachmentFile(int slot)
    {
        byte[] file = StableRead.Attachment(_storage, JournalLayout.AttachmentPath(slot), slot, _table.AttachmentMac(slot), _codec);
        Check.That(file != null, "an attachment can be read as long as its record names it");
        return file;
    }

    private static void Keep(byte[][] copies, int slot, byte[] content)
    {
        if (copies != null)
        {
            copies[slot] = content == null ? null : new ByteReader(content).Rest();
        }
    }

    private JournalEntry Stored(int slot)
    {
        JournalEntry stored = StableRead.Entry(_storage, JournalLayout.SlotPath(slot), _codec);
        Check.That(stored != null && Check.Same(_table.Mac(slot), stored.Mac), "a record can be read as it was written");
        return stored;
    }

    /// <summary>Assumes the worst until the write has returned.</summary>
    private void Write(string path, byte[] content)
    {
        Check.That(!_isStopped, "storage failed: the journal is stopped until the next boot");
        Room.Make(Room.FileBytes);
        _isStopped = true;
        _storage.Write(path, content);
        _isStopped = false;
        BytesWritten += content.Length;
    }

    private static void RequireFits(byte[] content, int lengthMax, string what)
    {
        if (content.Length > lengthMax)
        {
            throw new MalformedException("a " + what + " of " + content.Length.ToString() + " bytes is longer than the journal's " + lengthMax.ToString());
        }
    }
}
