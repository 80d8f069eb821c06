using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>How the device's journal compares with the anchor that the host gave.</summary>
public enum AnchorResult : byte
{
    /// <summary>The host has none.</summary>
    NotGiven = 0,

    /// <summary>The host saw the newest state.</summary>
    Same = 1,

    /// <summary>The device committed more than the host saw answered: its last reply was lost.</summary>
    DeviceAhead = 2,

    /// <summary>The journal is older than its anchor; the device stopped.</summary>
    DeviceOlder = 3,

    /// <summary>The anchor was not made by this journal.</summary>
    Foreign = 4,
}

/// <summary>Reads one byte that must be a known <see cref="AnchorResult"/>.</summary>
internal static class AnchorResultField
{
    public static AnchorResult Read(ByteReader reader)
    {
        byte value = reader.U8();
        if (value > (byte)AnchorResult.Foreign)
        {
            throw new MalformedException("unknown AnchorResult");
        }

        return (AnchorResult)value;
    }
}
