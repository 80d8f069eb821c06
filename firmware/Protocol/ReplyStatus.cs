using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>First byte of every reply.</summary>
public enum ReplyStatus : byte
{
    /// <summary>Body and receipt follow.</summary>
    Ok = 0,

    /// <summary>The request cannot be what it claims to be; nothing was touched.</summary>
    Malformed = 1,

    /// <summary>A rule says no; its tag says which.</summary>
    Refused = 2,

    /// <summary>The device stopped, or was stopped before.</summary>
    Fault = 3,

    /// <summary>The device is not in the state that this request needs.</summary>
    NotNow = 4,
}

/// <summary>Reads one byte that must be a known <see cref="ReplyStatus"/>.</summary>
internal static class ReplyStatusField
{
    public static ReplyStatus Read(ByteReader reader)
    {
        byte value = reader.U8();
        if (value > (byte)ReplyStatus.NotNow)
        {
            throw new MalformedException("unknown ReplyStatus");
        }

        return (ReplyStatus)value;
    }
}
