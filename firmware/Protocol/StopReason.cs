using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>Why a device stopped signing.</summary>
public enum StopReason : byte
{
    /// <summary>It did not stop.</summary>
    None = 0,

    /// <summary>Something that is always true was not.</summary>
    Invariant = 1,

    /// <summary>A write did not end as storage promises: whether it happened is unknown until the next boot.</summary>
    StorageFailed = 2,

    /// <summary>The journal does not verify, or is of a version this firmware does not know.</summary>
    JournalDamaged = 3,

    /// <summary>The volume was provisioned before and is empty now, or holds keys without state.</summary>
    JournalMissing = 4,

    /// <summary>The journal belongs to another device or key.</summary>
    JournalForeign = 5,

    /// <summary>The host holds a receipt that is newer than the journal: an old image of the flash was put back.</summary>
    OlderThanReceipt = 6,

    /// <summary>An error that nobody foresaw reached the last catch.</summary>
    Unexpected = 7,

    /// <summary>The state was moved to another device, for good.</summary>
    Moved = 8,

    /// <summary>The heap was full in the middle of a request. Nothing is lost: power-cycle the device.</summary>
    OutOfMemory = 9,
}

/// <summary>Reads one byte that must be a known <see cref="StopReason"/>.</summary>
internal static class StopReasonField
{
    public static StopReason Read(ByteReader reader)
    {
        byte value = reader.U8();
        if (value > (byte)StopReason.OutOfMemory)
        {
            throw new MalformedException("unknown StopReason");
        }

        return (StopReason)value;
    }
}
