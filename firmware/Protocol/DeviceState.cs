using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>What the device can do now.</summary>
public enum DeviceState : byte
{
    /// <summary>No secret; Provision is the way on.</summary>
    Blank = 0,

    /// <summary>A secret is there; Unlock with the host's half is the way on.</summary>
    Locked = 1,

    /// <summary>Signs.</summary>
    Ready = 2,

    /// <summary>Signs nothing until a person looked; Hello and Status say why.</summary>
    Stopped = 3,
}

/// <summary>Reads one byte that must be a known <see cref="DeviceState"/>.</summary>
internal static class DeviceStateField
{
    public static DeviceState Read(ByteReader reader)
    {
        byte value = reader.U8();
        if (value > (byte)DeviceState.Stopped)
        {
            throw new MalformedException("unknown DeviceState");
        }

        return (DeviceState)value;
    }
}
