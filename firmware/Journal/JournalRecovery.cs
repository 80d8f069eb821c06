using Holdfast.Bytes;
using Holdfast.Hardware;

namespace Holdfast.Journal;

/// <summary>
/// Finds the newest state on a volume at boot, or says why it will not trust what it found.
/// <para>
/// After provisioning every file always exists with its full length, and a power cut leaves the old content or the new one. So a cut
/// can only ever show: two sound heads with neighbouring sequence numbers, and perhaps the newest entry's slot file one step behind.
/// That is repaired without a question. Everything else is rot, a format, or a hand in the flash.
/// </para>
/// <para>
/// One head gone, out of step, or behind a slot file: nobody on the device can know what else is gone. The newest entry that is left
/// counts only when the host's anchor names exactly its state, or exactly the state before it (one reply was lost). All the rest is
/// refused with a sentence; see DESIGN.md, "What recovery sees".
/// </para>
/// </summary>
public sealed class JournalRecovery
{
    private readonly IStorage _storage;
    private readonly JournalMarker _marker;
    private readonly RecordCodec _codec;
    private readonly JournalEntry[] _files;
    private bool _isTwinSound;

    /// <summary>Reads the marker; a <see cref="FaultException"/> when there is none that can be trusted.</summary>
    public JournalRecovery(IStorage storage, IHmac hmac, byte[] key)
    {
        _storage = storage;
        _marker = JournalMarker.Require(storage, hmac, key);
        _codec = new RecordCodec(hmac, key, _marker.VolumeId);
        _files = new JournalEntry[_marker.SlotCount];
    }

    /// <summary>Reads and judges everything, writes nothing. Anything that is not one provable state is a <see cref="FaultException"/>.</summary>
    /// <param name="anchor">The host's last anchor (24 bytes), or null when it has none.</param>
    public JournalImage Read(byte[] anchor)
    {
        JournalImage image = new JournalImage();
        image.Codec = _codec;
        image.VolumeId = _marker.VolumeId;
        ReadSlotFiles();
        ChooseNewest(image);
        GatherSlots(image);
        RequireDigest(image);
        RequireAnchorForLoneHead(image, anchor);
        ReadAttachments(image);
        return image;
    }

    /// <summary>
    /// Brings every file in line with the image. Can be cut at any point and started again: each write stores an entry that is already
    /// durable elsewhere, or (the lone head) a fresh copy of the same record under the next number.
    /// </summary>
    public void Repair(JournalImage image)
    {
        for (int slot = 0; slot < _files.Length; slot++)
        {
            JournalEntry entry = image.Entries[slot];
            if (_files[slot] == null || !Check.Same(_files[slot].Tag, entry.Tag))
            {
                _storage.Write(JournalLayout.SlotPath(slot), entry.Sealed);
            }
        }

        image.IsSlotFileBehind = false;
        if (image.Previous == null)
        {
            CommitAgain(image);
        }

        for (int i = 0; i < JournalLayout.HeadRewrites; i++)
        {
            _storage.Write(JournalLayout.HeadPath(image.Previous.Sequence), image.Previous.Sealed);
            _storage.Write(JournalLayout.HeadPath(image.Newest.Sequence), image.Newest.Sealed);
        }
    }

    private void ReadSlotFiles()
    {
        for (int slot = 0; slot < _files.Length; slot++)
        {
            JournalEntry entry = StableRead.Entry(_storage, JournalLayout.SlotPath(slot), _codec);
            _files[slot] = entry != null && entry.Slot == slot ? entry : null;
        }
    }

    private JournalEntry ReadHead(ulong parity)
    {
        JournalEntry entry = StableRead.Entry(_storage, JournalLayout.HeadPath(parity), _codec);
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
            // The slot file is written behind its head: this is the only copy left of an entry whose head is damaged or fell back.
            image.Previous = image.Newest;
            image.Newest = ahead;
            _isTwinSound = false;
        }
        else if (!_isTwinSound)
        {
            image.Previous = null;
        }

        image.Repairs = _isTwinSound ? 0 : 1;
        if (image.Previous != null && !Check.Same(image.Newest.PreviousLink, RecordCodec.LinkOf(image.Previous.Tag)))
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

            if (file != null && file.Sequence == image.Newest.Sequence && !Check.Same(file.Tag, image.Newest.Tag))
            {
                throw new FaultException("slot " + slot.ToString() + " holds another history than the journal heads");
            }

            JournalEntry entry = file;
            if (slot == image.Newest.Slot)
            {
                entry = image.Newest;
                image.IsSlotFileBehind = file == null || !Check.Same(file.Tag, entry.Tag);
                image.Repairs += file == null ? 1 : 0;
            }
            else if (image.Previous != null && image.Previous.Slot == slot
                && (file == null || file.Sequence < image.Previous.Sequence))
            {
                entry = image.Previous;
                image.Repairs++;
            }

            if (entry == null)
            {
                throw new FaultException("slot " + slot.ToString() + " is damaged and no head holds a copy of it");
            }

            image.Entries[slot] = entry;
            image.Table.Set(entry);
        }
    }

    private static void RequireDigest(JournalImage image)
    {
        if (!Check.Same(image.Table.DigestWithout(image.Newest.Slot), image.Newest.OthersDigest))
        {
            throw new FaultException("a slot is older than the newest journal head says: part of the volume was set back");
        }
    }

    private void RequireAnchorForLoneHead(JournalImage image, byte[] anchor)
    {
        if (_isTwinSound)
        {
            return;
        }

        if (anchor == null)
        {
            throw new FaultException("one journal head is damaged or out of step: only the host's last anchor can tell whether the other is the newest");
        }

        JournalEntry newest = image.Newest;
        bool isNewest = Check.SameSecret(anchor, _codec.Anchor(newest.Sequence, RecordCodec.LinkOf(newest.Tag)));
        bool isOneBefore = Check.SameSecret(anchor, _codec.Anchor(newest.Sequence - 1, newest.PreviousLink));
        if (!isNewest && !isOneBefore)
        {
            throw new FaultException("one journal head is damaged or out of step, and the host's anchor names another state than the surviving one");
        }

        image.WasVouchedByAnchor = true;
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

            image.Attachments[slot] = StableRead.Attachment(_storage, slot, entry.AttachmentFile, entry.AttachmentTag, _codec);
            if (image.Attachments[slot] == null)
            {
                throw new FaultException("the attachment of slot " + slot.ToString() + " is damaged, missing or not the one its record names");
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
        again.AttachmentFile = newest.AttachmentFile;
        again.AttachmentTag = newest.AttachmentTag;
        again.PreviousLink = RecordCodec.LinkOf(newest.Tag);
        again.OthersDigest = newest.OthersDigest;
        again.Record = newest.Record;
        _storage.Write(JournalLayout.HeadPath(again.Sequence), _codec.SealEntry(again));

        image.Previous = newest;
        image.Newest = again;
        image.Entries[again.Slot] = again;
        image.Table.Set(again);
        image.IsSlotFileBehind = true;
    }
}
