using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>How the device's journal compares with the receipt that the host gave.</summary>
public enum ReceiptResult : byte
{
    /// <summary>The host has none.</summary>
    NotGiven = 0,

    /// <summary>The host saw the newest state.</summary>
    Same = 1,

    /// <summary>The device committed more than the host saw answered: its last reply was lost.</summary>
    DeviceAhead = 2,

    /// <summary>The journal is older than its receipt; the device stopped.</summary>
    DeviceOlder = 3,

    /// <summary>The receipt was not made by this journal.</summary>
    Foreign = 4,
}

/// <summary>Reads one byte that must be a known <see cref="ReceiptResult"/>.</summary>
internal static class ReceiptResultField
{
    public static ReceiptResult Read(ByteReader reader)
    {
        byte value = reader.U8();
        if (value > (byte)ReceiptResult.Foreign)
        {
            throw new MalformedException("unknown ReceiptResult");
        }

        return (ReceiptResult)value;
    }
}
