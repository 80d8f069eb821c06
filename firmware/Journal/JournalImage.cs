namespace Holdfast.Journal;

/// <summary>What recovery found on a volume and proved to be one consistent state: the newest entry and, for every slot, its last one.</summary>
public sealed class JournalImage
{
    /// <summary>Opens and seals entries of this volume.</summary>
    public RecordCodec Codec;

    /// <summary>16 bytes.</summary>
    public byte[] VolumeId;

    /// <summary>The last entry of every slot, complete: garbage once the journal is open.</summary>
    public JournalEntry[] Entries;

    /// <summary>The attachment of every slot; null where the slot has none.</summary>
    public byte[][] Attachments;

    /// <summary>What stays of <see cref="Entries"/>.</summary>
    public SlotTable Table;

    /// <summary>The newest entry: the state of the volume.</summary>
    public JournalEntry Newest;

    /// <summary>The entry before the newest; null while the twin of the newest head is not restored.</summary>
    public JournalEntry Previous;

    /// <summary>True when the newest entry's slot file is exactly one step behind: power failed between the two writes of a commit.</summary>
    public bool IsInterrupted;

    /// <summary>Files that are not what a power cut can leave and have to be restored from another copy.</summary>
    public int Repairs;

    /// <summary>True when one head is lost and the host's receipt vouched for the surviving state.</summary>
    public bool IsVouchedByReceipt;
}
