using System;
using Holdfast.Bytes;
using Holdfast.Hardware;

namespace Holdfast.Journal;

/// <summary>
/// The sealed state of another volume under the same journal key, as its host has kept it: the newest entry of every slot. The newest of them names all
/// others by its digest, so a backup is whole and of one moment, or it does not open. Whether that moment was the last one of its volume, a receipt says as far as anybody
/// can: <see cref="IsNamedBy"/>. FORMAT.md, "Backup".
/// </summary>
public sealed class JournalBackup
{
    /// <summary>The newest entry, opened.</summary>
    public readonly JournalEntry Newest;

    /// <summary>Of the volume that made it.</summary>
    public readonly byte[] VolumeId;

    private readonly RecordCodec _codec;
    private readonly byte[] _macs;
    private readonly bool[] _isTaken;
    private readonly bool[] _wasWritten;

    private JournalBackup(RecordCodec codec, byte[] volumeId, JournalEntry newest, byte[] macs)
    {
        _codec = codec;
        VolumeId = volumeId;
        Newest = newest;
        _macs = macs;
        _isTaken = new bool[macs.Length / JournalLayout.MacBytes];
        _wasWritten = new bool[_isTaken.Length];
    }

    /// <summary>How many slots the volume had.</summary>
    public int SlotCount
    {
        get { return _isTaken.Length; }
    }

    /// <summary>True when every slot that was ever written has been shown.</summary>
    public bool IsComplete
    {
        get
        {
            for (int slot = 0; slot < _isTaken.Length; slot++)
            {
                if (!_isTaken[slot])
                {
                    return false;
                }
            }

            return true;
        }
    }

    /// <summary>False for a slot that has been free since its volume was provisioned.</summary>
    public bool WasWritten(int slot)
    {
        return _wasWritten[slot];
    }

    /// <summary>Null when newest entry and table are not what one volume of this key had at one moment.</summary>
    /// <param name="hmac">The device's HMAC.</param>
    /// <param name="key">The journal key, which the words restore.</param>
    /// <param name="volumeId">The 16 bytes of the volume that made it.</param>
    /// <param name="newest">The file of its newest entry.</param>
    /// <param name="macs">16 bytes for each slot, in order: the MAC of its newest entry, or zeros where the slot was never written.</param>
    public static JournalBackup Open(IHmac hmac, byte[] key, byte[] volumeId, byte[] newest, byte[] macs)
    {
        RecordCodec codec = new RecordCodec(hmac, key, volumeId);
        JournalEntry entry = codec.OpenEntry(newest);
        if (entry == null || macs.Length % JournalLayout.MacBytes != 0 || entry.Slot >= macs.Length / JournalLayout.MacBytes)
        {
            return null;
        }

        JournalBackup backup = new JournalBackup(codec, volumeId, entry, macs);
        backup.NameUnwritten();
        byte[] others = new ByteReader(macs).Rest();
        Array.Clear(others, entry.Slot * JournalLayout.MacBytes, JournalLayout.MacBytes);
        return backup.IsAt(entry.Slot, entry.Mac) && Check.Same(codec.Digest(others), entry.OthersDigest) ? backup : null;
    }

    /// <summary>True when the receipt (24 bytes) is the one of exactly this state.</summary>
    public bool IsNamedBy(byte[] receipt)
    {
        return Check.SameSecret(receipt, _codec.Receipt(Newest.Sequence, RecordCodec.LinkOf(Newest.Mac)));
    }

    /// <summary>The entry of a slot, which counts as shown from now on; anything but the one that the newest entry names is malformed.</summary>
    public JournalEntry Take(int slot, byte[] file)
    {
        JournalEntry entry = slot < SlotCount ? _codec.OpenEntry(file) : null;
        if (entry == null || entry.Slot != slot || !IsAt(slot, entry.Mac))
        {
            throw new MalformedException("this is not what the backup's newest entry says of slot " + slot.ToString());
        }

        _isTaken[slot] = true;
        return entry;
    }

    /// <summary>The attachment that an entry names; null when it names none, and malformed when this is another one.</summary>
    public byte[] AttachmentOf(JournalEntry entry, byte[] file)
    {
        byte[] attachment = entry.HasAttachment ? _codec.OpenAttachment(entry.Slot, entry.AttachmentMac, file) : null;
        if (entry.HasAttachment != (attachment != null))
        {
            throw new MalformedException("this is not the attachment that the backup's slot " + entry.Slot.ToString() + " names");
        }

        return attachment;
    }

    // A slot that was never written has the entry that provisioning gives to each, which needs no copy on the host.
    private void NameUnwritten()
    {
        for (int slot = 0; slot < SlotCount; slot++)
        {
            _wasWritten[slot] = !IsAt(slot, new byte[JournalLayout.MacBytes]);
            if (!_wasWritten[slot])
            {
                JournalEntry free = JournalFormat.Free(slot, 0);
                _codec.SealEntry(free);
                Array.Copy(free.Mac, 0, _macs, slot * JournalLayout.MacBytes, JournalLayout.MacBytes);
                _isTaken[slot] = true;
            }
        }
    }

    private bool IsAt(int slot, byte[] mac)
    {
        byte[] named = new byte[JournalLayout.MacBytes];
        Array.Copy(_macs, slot * JournalLayout.MacBytes, named, 0, named.Length);
        return Check.SameSecret(named, mac);
    }
}
