using Holdfast.Bytes;
using Holdfast.Hardware;

namespace Holdfast.Journal;

/// <summary>
/// Finds the newest state on a volume at boot, or says why it will not trust what it found.
/// <para>
/// After provisioning every file always exists with its full length, and a power cut leaves the old content or the new one. So a cut
/// can only ever show: two sound heads with neighbouring sequence numbers, and perhaps the newest entry's slot file one step behind.
/// That is finished without a question. Everything else is rot, a format, or a hand in the flash.
/// </para>
/// <para>
/// A file that fell back to an older content of its own is authentic. It is found out by the other copy: each entry was written to two
/// files before anything depended on it, and the last one of each slot stays in two. The newest entry's digest proves that a copy is the right
/// one. What can be restored from the other copy needs the owner, see <see cref="NeedsOwner"/>.
/// </para>
/// <para>
/// One head gone, out of step, or behind a slot file: the newest entry that is left counts only when, beside the owner, the host's receipt names
/// exactly its state, or exactly the state before it (one reply was lost). All the rest is refused with a sentence; see DESIGN.md,
/// "What recovery does".
/// </para>
/// </summary>
public sealed class JournalRecovery
{
    private readonly JournalMarker _marker;
    private readonly RecordCodec _codec;
    private readonly JournalEntry[] _files;
    private readonly JournalImage _image = new JournalImage();
    private readonly string[] _attachmentPaths;
    private readonly byte[][] _attachmentFiles;
    private bool _isTwinSound;
    private int _damagedSlot = -1;

    /// <summary>Reads and judges everything, writes nothing. Anything that is not one provable state is a <see cref="FaultException"/>.</summary>
    /// <param name="storage">The volume.</param>
    /// <param name="hmac">The device's HMAC.</param>
    /// <param name="key">32 bytes derived from the seed.</param>
    /// <param name="receipt">The host's last receipt (24 bytes), or null when it has none.</param>
    public JournalRecovery(IStorage storage, IHmac hmac, byte[] key, byte[] receipt)
    {
        Check.That(key.Length == JournalLayout.KeyBytes, "the journal key has 32 bytes");
        if (receipt != null && receipt.Length != FlashJournal.ReceiptBytes)
        {
            throw new MalformedException("a receipt has 24 bytes");
        }

        Storage = storage;
        _marker = JournalMarker.Require(storage, hmac, key);
        _codec = new RecordCodec(hmac, key, _marker.VolumeId);
        _files = new JournalEntry[_marker.SlotCount];
        _attachmentPaths = new string[_marker.SlotCount];
        _attachmentFiles = new byte[_marker.SlotCount][];
        _image.Codec = _codec;
        _image.VolumeId = _marker.VolumeId;
        ReadSlotFiles();
        ChooseNewest(_image);
        GatherSlots(_image);
        RequireDigest(_image);
        JudgeNewestFile(_image);
        RequireReceiptForLoneHead(_image, receipt);
        ReadAttachments(_image);
        RequireNotOlder(_image, receipt);
    }

    /// <summary>The volume that was read.</summary>
    public IStorage Storage { get; }

    /// <summary>Files that have to be restored from another copy, and that no power cut left so. More than none means that the flash ages.</summary>
    public int Repairs
    {
        get { return _image.Repairs; }
    }

    /// <summary>True when one head is lost and only the host's receipt vouched for the state.</summary>
    public bool IsVouchedByReceipt
    {
        get { return _image.IsVouchedByReceipt; }
    }

    /// <summary>
    /// True when flash is not as the device left it, whatever the reason. A host that damaged it and shows an old receipt is one of the
    /// possible reasons, so a person at the device has to agree before the device goes on from what is left.
    /// </summary>
    public bool NeedsOwner
    {
        get { return _image.Repairs != 0; }
    }

    /// <summary>
    /// Brings every file in line with the state that was found, and returns that state; once. Can be cut at any point and started again: each
    /// write stores an entry that is already durable elsewhere, or (the lone head) a fresh copy of the same record under the next number.
    /// </summary>
    public JournalImage Repair()
    {
        bool isClean = _image.Repairs == 0 && !_image.IsInterrupted;
        for (int slot = 0; slot < _files.Length; slot++)
        {
            JournalEntry entry = _image.Entries[slot];
            if (!isClean && (_files[slot] == null || !Check.Same(_files[slot].Mac, entry.Mac)))
            {
                Storage.Write(JournalLayout.SlotPath(slot), _codec.FileOf(entry));
            }

            if (_attachmentPaths[slot] != null)
            {
                Storage.Write(_attachmentPaths[slot], _attachmentFiles[slot]);
            }
        }

        if (_image.Previous == null)
        {
            CommitAgain(_image);
        }

        if (_image.Repairs != 0)
        {
            WriteSecondCopies(_image);
        }

        // Power failed in a write of one of these three, or their cells are old: full logs move to freshly erased blocks.
        for (int i = 0; i < JournalLayout.Rewrites && !isClean; i++)
        {
            Storage.Write(JournalLayout.HeadPath(_image.Previous.Sequence), _codec.FileOf(_image.Previous));
            Storage.Write(JournalLayout.HeadPath(_image.Newest.Sequence), _codec.FileOf(_image.Newest));
            Storage.Write(JournalLayout.SlotPath(_image.Newest.Slot), _codec.FileOf(_image.Newest));
        }

        return _image;
    }

    private void ReadSlotFiles()
    {
        for (int slot = 0; slot < _files.Length; slot++)
        {
            JournalEntry entry = StableRead.Entry(Storage, JournalLayout.SlotPath(slot), _codec);
            if (entry != null && entry.Slot == slot)
            {
                // The sealed bytes of every slot at once would be the largest thing on a small heap; the few that are written again can be made again.
                entry.Sealed = null;
                _files[slot] = entry;
            }
        }
    }

    private JournalEntry ReadHead(ulong parity)
    {
        JournalEntry entry = StableRead.Entry(Storage, JournalLayout.HeadPath(parity), _codec);
        return entry != null && (entry.Sequence & 1) == parity && entry.Slot < _files.Length ? entry : null;
    }

    private void ChooseNewest(JournalImage image)
    {
        JournalEntry even = ReadHead(0);
        JournalEntry odd = ReadHead(1);
        if (even == null && odd == null)
        {
            throw new FaultException("both journal heads are damaged");
        }

        bool isEvenNewest = odd == null || (even != null && even.Sequence > odd.Sequence);
        image.Newest = isEvenNewest ? even : odd;
        image.Previous = isEvenNewest ? odd : even;
        _isTwinSound = image.Previous != null && image.Newest.Sequence - image.Previous.Sequence == 1;
        JournalEntry ahead = SlotFileOf(image.Newest.Sequence + 1);
        if (ahead != null)
        {
            // The slot file is written after its head: this is the copy that is left of an entry whose head is damaged or fell back.
            image.Previous = image.Newest;
            image.Newest = ahead;
            _isTwinSound = false;
        }
        else if (!_isTwinSound)
        {
            image.Previous = null;
        }

        image.Repairs = _isTwinSound ? 0 : 1;
        if (image.Previous != null && !Check.Same(image.Newest.PreviousLink, RecordCodec.LinkOf(image.Previous.Mac)))
        {
            throw new FaultException("the journal heads belong to two histories: one of them was set back");
        }
    }

    private JournalEntry SlotFileOf(ulong sequence)
    {
        for (int slot = 0; slot < _files.Length; slot++)
        {
            if (_files[slot] != null && _files[slot].Sequence == sequence)
            {
                return _files[slot];
            }
        }

        return null;
    }

    private void GatherSlots(JournalImage image)
    {
        image.Entries = new JournalEntry[_files.Length];
        image.Table = new SlotTable(_codec, _files.Length);
        for (int slot = 0; slot < _files.Length; slot++)
        {
            JournalEntry file = _files[slot];
            if (file != null && file.Sequence > image.Newest.Sequence)
            {
                throw new FaultException("slot " + slot.ToString() + " is newer than the journal heads: the heads were set back");
            }

            if (file != null && file.Sequence == image.Newest.Sequence && !Check.Same(file.Mac, image.Newest.Mac))
            {
                throw new FaultException("slot " + slot.ToString() + " holds another history than the journal heads");
            }

            JournalEntry entry = file;
            if (slot == image.Newest.Slot)
            {
                entry = image.Newest;
            }
            else if (image.Previous != null && image.Previous.Slot == slot
                && (file == null || file.Sequence < image.Previous.Sequence))
            {
                entry = image.Previous;
                image.Repairs++;
            }

            if (entry == null)
            {
                entry = SecondCopy(slot);
                image.Repairs++;
                _damagedSlot = slot;
            }

            image.Entries[slot] = entry;
            image.Table.Set(entry);
        }
    }

    // The copy beside the next slot. It is written when a head gives the entry up: without one the slot was never used. Whether it is the last
    // entry, only the digest tells.
    private JournalEntry SecondCopy(int slot)
    {
        JournalEntry copy = StableRead.Entry(Storage, JournalLayout.SecondSlotPath(slot, _files.Length), _codec);
        if (copy == null || copy.Slot != slot)
        {
            copy = JournalFormat.Free(slot, 0);
            _codec.SealEntry(copy);
        }

        return copy;
    }

    // The second copy of the newest entry: there, or not yet there because power failed after the first one, or rotten.
    private void JudgeNewestFile(JournalImage image)
    {
        JournalEntry newest = image.Newest;
        JournalEntry file = _files[newest.Slot];
        if (file != null && Check.Same(file.Mac, newest.Mac))
        {
            return;
        }

        image.IsInterrupted = file != null && image.Previous != null && IsOneStepBehind(image, file);
        image.Repairs += image.IsInterrupted ? 0 : 1;
    }

    // The entry before the newest says what every slot file held then, this one included: anything older is no interrupted commit.
    private static bool IsOneStepBehind(JournalImage image, JournalEntry file)
    {
        JournalEntry previous = image.Previous;
        if (previous.Slot == file.Slot)
        {
            return Check.Same(file.Mac, previous.Mac);
        }

        image.Table.Set(file);
        bool isKnown = Check.Same(image.Table.DigestWithout(previous.Slot), previous.OthersDigest);
        image.Table.Set(image.Newest);
        return isKnown;
    }

    private void RequireDigest(JournalImage image)
    {
        if (IsDigestRight(image))
        {
            return;
        }

        // A slot file fell back to an older entry: then its second copy is newer. They are read only now, because reading costs flash.
        for (int slot = 0; slot < _files.Length; slot++)
        {
            JournalEntry copy = SecondCopy(slot);
            if (slot != image.Newest.Slot && copy.Sequence > image.Entries[slot].Sequence && copy.Sequence < image.Newest.Sequence)
            {
                image.Entries[slot] = copy;
                image.Table.Set(copy);
                image.Repairs++;
            }
        }

        if (!IsDigestRight(image))
        {
            throw new FaultException(_damagedSlot < 0
                ? "a slot is older than the newest journal head says: part of the volume was set back"
                : "slot " + _damagedSlot.ToString() + " is damaged, and no copy fits what the newest journal head says");
        }
    }

    private static bool IsDigestRight(JournalImage image)
    {
        return Check.Same(image.Table.DigestWithout(image.Newest.Slot), image.Newest.OthersDigest);
    }

    private void RequireReceiptForLoneHead(JournalImage image, byte[] receipt)
    {
        if (_isTwinSound)
        {
            return;
        }

        if (receipt == null)
        {
            throw new FaultException("one journal head is damaged or out of step: only the host's last receipt can tell whether the other is the newest");
        }

        JournalEntry newest = image.Newest;
        bool isNewest = Check.SameSecret(receipt, _codec.Receipt(newest.Sequence, RecordCodec.LinkOf(newest.Mac)));
        bool isOneBefore = Check.SameSecret(receipt, _codec.Receipt(newest.Sequence - 1, newest.PreviousLink));
        if (!isNewest && !isOneBefore)
        {
            throw new FaultException("one journal head is damaged or out of step, and the host's receipt names another state than the surviving one");
        }

        image.IsVouchedByReceipt = true;
    }

    // A damaged volume that also misses what the host has seen keeps its traces: nothing of it is repaired.
    private static void RequireNotOlder(JournalImage image, byte[] receipt)
    {
        if (image.Repairs == 0 || receipt == null)
        {
            return;
        }

        ReceiptComparison comparison = image.Table.Compare(receipt, image.Newest);
        if (comparison == ReceiptComparison.DeviceOlder || comparison == ReceiptComparison.Foreign)
        {
            throw new FaultException("the journal is damaged, and the host's receipt names a state that is not on it");
        }
    }

    private void ReadAttachments(JournalImage image)
    {
        image.Attachments = new byte[_files.Length][];
        for (int slot = 0; slot < _files.Length; slot++)
        {
            JournalEntry entry = image.Entries[slot];
            if (!entry.HasAttachment)
            {
                continue;
            }

            string path = JournalLayout.AttachmentPath(slot);
            string secondPath = JournalLayout.SecondAttachmentPath(slot, _files.Length);
            byte[] file = StableRead.Attachment(Storage, path, slot, entry.AttachmentMac, _codec);
            if (file == null)
            {
                file = StableRead.Attachment(Storage, secondPath, slot, entry.AttachmentMac, _codec);
                bool isCut = HoldsNextAttachment(image, slot, path);
                image.IsInterrupted |= isCut;
                image.Repairs += isCut ? 0 : 1;
                _attachmentPaths[slot] = path;
            }
            else if (_codec.IsAttachmentOf(slot, image.Newest.Sequence, file)
                && StableRead.Attachment(Storage, secondPath, slot, entry.AttachmentMac, _codec) == null)
            {
                // Power failed between the entry that brought it and its second copy. Later on nobody looks until the first one is lost.
                image.IsInterrupted = true;
                _attachmentPaths[slot] = secondPath;
            }

            if (file == null)
            {
                throw new FaultException("the attachment of slot " + slot.ToString() + " is damaged, missing or not the one its record names");
            }

            _attachmentFiles[slot] = file;
            image.Attachments[slot] = _codec.OpenAttachment(slot, entry.AttachmentMac, file);
        }
    }

    // Power failed between an attachment and the entry that would have named it.
    private bool HoldsNextAttachment(JournalImage image, int slot, string path)
    {
        bool isNext = false;
        for (int attempt = 0; attempt < JournalLayout.ReadAttempts && !isNext; attempt++)
        {
            isNext = _codec.IsAttachmentOf(slot, image.Newest.Sequence + 1, StableRead.Once(Storage, path));
        }

        return isNext;
    }

    // Whatever was lost: afterwards each slot's last entry lies on flash twice again.
    private void WriteSecondCopies(JournalImage image)
    {
        for (int slot = 0; slot < _files.Length; slot++)
        {
            ulong sequence = image.Entries[slot].Sequence;
            if (sequence != 0 && sequence < image.Previous.Sequence)
            {
                Storage.Write(JournalLayout.SecondSlotPath(slot, _files.Length), _codec.FileOf(image.Entries[slot]));
            }
        }
    }

    // A lone head gets a twin: the same record under the next number, in the file of the head that is gone.
    private void CommitAgain(JournalImage image)
    {
        JournalEntry newest = image.Newest;
        JournalEntry again = new JournalEntry();
        again.Sequence = newest.Sequence + 1;
        again.Slot = newest.Slot;
        again.IsUsed = newest.IsUsed;
        again.HasAttachment = newest.HasAttachment;
        again.AttachmentMac = newest.AttachmentMac;
        again.PreviousLink = RecordCodec.LinkOf(newest.Mac);
        again.OthersDigest = newest.OthersDigest;
        again.Record = newest.Record;
        Storage.Write(JournalLayout.HeadPath(again.Sequence), _codec.SealEntry(again));
        Storage.Write(JournalLayout.SlotPath(again.Slot), again.Sealed);

        image.Previous = newest;
        image.Newest = again;
        image.Entries[again.Slot] = again;
        image.Table.Set(again);
    }
}
