using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>What became of damage that the device found on its flash after it got power.</summary>
public enum RecoveryState : byte
{
    /// <summary>There was none, or the device was not unlocked yet.</summary>
    None = 0,

    /// <summary>There is damage and nothing was repaired: the device stays locked until its owner holds the button down at an Unlock.</summary>
    WaitsForOwner = 1,

    /// <summary>The owner agreed, and damaged files were restored from their second copies.</summary>
    Repaired = 2,

    /// <summary>The owner agreed, and one of the two newest files was lost: that the other one is the newest state is the host's word.</summary>
    VouchedByHost = 3,
}

/// <summary>Reads one byte that must be a known <see cref="RecoveryState"/>.</summary>
internal static class RecoveryStateField
{
    public static RecoveryState Read(ByteReader reader)
    {
        byte value = reader.U8();
        if (value > (byte)RecoveryState.VouchedByHost)
        {
            throw new MalformedException("unknown RecoveryState");
        }

        return (RecoveryState)value;
    }
}
