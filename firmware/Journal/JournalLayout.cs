namespace Holdfast.Journal;

/// <summary>
/// Where everything lies on the volume and how long it is. FORMAT.md draws the bytes; nothing here may change without a new
/// <see cref="Version"/>.
/// <para>
/// Every file that is rewritten has a directory of its own, because littlefs compacts, tears and rots by directory: damage to one
/// file then leaves its neighbours alone, and fewer live bytes in a directory mean fewer erases.
/// </para>
/// </summary>
public static class JournalLayout
{
    /// <summary>The format that this firmware writes and the only one that it reads.</summary>
    public const byte Version = 2;

    /// <summary>A head or slot file with a short record: littlefs stores it inline in a commit of 384 bytes (0.20 erases, 16 ms).</summary>
    public const int ShortEntryFileBytes = 348;

    /// <summary>A head or slot file with a long record: a commit of 512 bytes (0.29 erases, 22 ms). The next size up would cost 640.</summary>
    public const int LongEntryFileBytes = 476;

    /// <summary>An attachment file of a channel with one funding; it fills its directory less than the longer one.</summary>
    public const int ShortAttachmentFileBytes = 364;

    /// <summary>The longest attachment file: inline as well (the limit is 512), written twice at the opening of a channel and at each change of its terms.</summary>
    public const int LongAttachmentFileBytes = 509;

    /// <summary>The longest record for which the short file suffices; a channel with one funding and a million payments needs 260.</summary>
    public const int ShortRecordBytesMax = 287;

    /// <summary>The longest record of a slot.</summary>
    public const int RecordBytesMax = 415;

    /// <summary>The longest attachment for which the short file suffices.</summary>
    public const int ShortAttachmentBytesMax = 336;

    /// <summary>The longest attachment of a slot.</summary>
    public const int AttachmentBytesMax = 480;

    /// <summary>The MAC of an entry or attachment: the first bytes of an HMAC-SHA256.</summary>
    public const int MacBytes = 16;

    /// <summary>What one entry says about others (the entry before it, all other slots): keyed and checked on the device alone, so short.</summary>
    public const int LinkBytes = 8;

    public const int KeyBytes = 32;

    public const int VolumeIdBytes = 16;

    /// <summary>Slots on a 256 KB volume: with heads and key files 24 directories of two blocks, so that 14 of 64 blocks stay free for wear levelling.</summary>
    public const int SlotCountDefault = 21;

    /// <summary>The most slots any volume may have.</summary>
    public const int SlotCountMost = 200;

    /// <summary>The provisioning marker, in the root directory.</summary>
    public const string MarkerPath = "m";

    /// <summary>Rewritten after provisioning for one purpose: to fill both blocks of the root directory with its final content.</summary>
    public const string SettlePath = "r";

    /// <summary>How often <see cref="SettlePath"/> is rewritten: more than one full 4 KB log of 128-byte commits for each of the two blocks.</summary>
    public const int SettleWrites = 100;

    /// <summary>How often both heads and the newest slot file are rewritten after a cut or a repair: off cells that may be half programmed.</summary>
    public const int Rewrites = 10;

    /// <summary>How often a file is read before it counts as damaged: a marginal cell reads right most of the time.</summary>
    public const int ReadAttempts = 5;

    private const string HexDigits = "0123456789abcdef";

    /// <summary>The head file for a sequence number: even ones in the first, odd ones in the second.</summary>
    public static string HeadPath(ulong sequence)
    {
        return (sequence & 1) == 0 ? "a/h" : "b/h";
    }

    /// <summary>The directory of a head file.</summary>
    public static string HeadDirectory(ulong sequence)
    {
        return (sequence & 1) == 0 ? "a" : "b";
    }

    /// <summary>The directory of a slot: two hexadecimal digits.</summary>
    public static string SlotDirectory(int slot)
    {
        return HexDigits.Substring((slot >> 4) & 15, 1) + HexDigits.Substring(slot & 15, 1);
    }

    /// <summary>The file with the slot's last entry, written after the head and before the commit returns.</summary>
    public static string SlotPath(int slot)
    {
        return SlotDirectory(slot) + "/c";
    }

    /// <summary>
    /// The slot's second copy, in the directory of the next slot: its last entry, once no head holds it any more. Created when it is first needed.
    /// </summary>
    public static string SecondSlotPath(int slot, int slotCount)
    {
        return SlotDirectory((slot + 1) % slotCount) + "/d";
    }

    /// <summary>The slot's attachment: what its entry names, or, while one is replaced, what the next entry will name.</summary>
    public static string AttachmentPath(int slot)
    {
        return SlotDirectory(slot) + "/x";
    }

    /// <summary>The second copy of the attachment, in the directory of the next slot, replaced when the entry is durable.</summary>
    public static string SecondAttachmentPath(int slot, int slotCount)
    {
        return SlotDirectory((slot + 1) % slotCount) + "/y";
    }
}
