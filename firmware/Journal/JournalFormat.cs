using Holdfast.Bytes;
using Holdfast.Hardware;

namespace Holdfast.Journal;

/// <summary>
/// Provisioning: creates every directory, and every file that recovery has to find, with its full length, so that from then on a missing or short
/// one is always a loss. Only second copies and attachments appear later. The marker comes last and turns the files into a journal.
/// </summary>
public static class JournalFormat
{
    /// <summary>Of the newest entry after provisioning.</summary>
    public const ulong FirstSequence = 1;

    /// <summary>See <see cref="FlashJournal.Format(IStorage, IHmac, byte[], byte[], int)"/>.</summary>
    public static void Run(IStorage storage, IHmac hmac, byte[] key, byte[] volumeId, int slotCount)
    {
        Check.That(slotCount >= 1 && slotCount <= JournalLayout.SlotCountMost, "a volume has 1 to 200 slots");
        VolumeState state = JournalMarker.Look(storage);
        if (state != VolumeState.Blank && state != VolumeState.Unfinished)
        {
            throw new FaultException("the volume holds a journal already: wipe it first");
        }

        RecordCodec codec = new RecordCodec(hmac, key, volumeId);
        SlotTable table = new SlotTable(codec, slotCount);
        storage.MakeDirectory(JournalLayout.HeadDirectory(0));
        storage.MakeDirectory(JournalLayout.HeadDirectory(1));
        for (int slot = 0; slot < slotCount; slot++)
        {
            storage.MakeDirectory(JournalLayout.SlotDirectory(slot));
            JournalEntry free = Free(slot, 0);
            storage.Write(JournalLayout.SlotPath(slot), codec.SealEntry(free));
            table.Set(free);
        }

        // Two linked entries that leave slot 0 free: history begins like it goes on.
        byte[] link = new byte[JournalLayout.LinkBytes];
        for (ulong sequence = 0; sequence <= FirstSequence; sequence++)
        {
            JournalEntry entry = Free(0, sequence);
            entry.PreviousLink = link;
            entry.OthersDigest = table.DigestWithout(0);
            storage.Write(JournalLayout.HeadPath(sequence), codec.SealEntry(entry));
            storage.Write(JournalLayout.SlotPath(0), entry.Sealed);
            link = RecordCodec.LinkOf(entry.Mac);
        }

        storage.Write(JournalLayout.MarkerPath, JournalMarker.Encode(hmac, key, volumeId, slotCount));
        for (int i = 0; i < JournalLayout.SettleWrites; i++)
        {
            storage.Write(JournalLayout.SettlePath, new byte[64]);
        }
    }

    /// <summary>An entry that leaves its slot free; with sequence 0 the one that every slot begins with.</summary>
    public static JournalEntry Free(int slot, ulong sequence)
    {
        JournalEntry entry = new JournalEntry();
        entry.Sequence = sequence;
        entry.Slot = slot;
        return entry;
    }
}
