namespace Holdfast.Journal;

/// <summary>
/// One committed state change: the complete new record of one slot, bound to its place in history. A head file and the slot's own file
/// hold the same sealed bytes of it.
/// </summary>
public sealed class JournalEntry
{
    private static readonly byte[] s_nothing = new byte[0];
    private static readonly byte[] s_noMac = new byte[JournalLayout.MacBytes];

    /// <summary>Position in history: each commit of the volume has the next number, and its parity names the head file.</summary>
    public ulong Sequence;

    /// <summary>The slot whose record this is.</summary>
    public int Slot;

    /// <summary>False: the slot is free (never used, or its content was removed); <see cref="Record"/> is then empty.</summary>
    public bool IsUsed;

    /// <summary>True when an attachment belongs to the record.</summary>
    public bool HasAttachment;

    /// <summary>MAC of the attachment (16 bytes, zeros without one): binds exactly one content. Replaced as a whole, never written to.</summary>
    public byte[] AttachmentMac = s_noMac;

    /// <summary>The first 8 bytes of the MAC of the entry with the number before: history is a chain.</summary>
    public byte[] PreviousLink = new byte[JournalLayout.LinkBytes];

    /// <summary>Digest over the newest entries of all other slots at this moment (8 bytes).</summary>
    public byte[] OthersDigest = new byte[JournalLayout.LinkBytes];

    /// <summary>What the slot's owner wants remembered; the journal does not know its meaning.</summary>
    public byte[] Record = s_nothing;

    /// <summary>MAC of the sealed entry (16 bytes). It covers all of the above, so it names the state of the whole volume.</summary>
    public byte[] Mac = new byte[JournalLayout.MacBytes];

    /// <summary>The file content; null in an entry that was not sealed yet, or that recovery keeps without it (<see cref="RecordCodec.FileOf"/>).</summary>
    public byte[] Sealed;
}
