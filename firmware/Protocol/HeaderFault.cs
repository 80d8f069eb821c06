using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>Why a header was not taken.</summary>
public enum HeaderFault : byte
{
    None = 0,

    /// <summary>The block before it is none that the device knows: out of order, of another network, or of a branch that leaves the chain too deep.</summary>
    UnknownParent = 1,

    /// <summary>A version that the network does not accept any more.</summary>
    OldVersion = 2,

    /// <summary>Not the target that follows from the blocks before.</summary>
    WrongBits = 3,

    /// <summary>The hash is above the target.</summary>
    NoWork = 4,

    /// <summary>Not after the median of the eleven blocks before, or, where BIP 94 holds, a new period that begins before the last one ended.</summary>
    TooEarly = 5,

    /// <summary>A branch that is not shown to have more work than the chain.</summary>
    LessWork = 6,
}

/// <summary>Reads one byte that must be a known <see cref="HeaderFault"/>.</summary>
public static class HeaderFaultField
{
    public static HeaderFault Read(ByteReader reader)
    {
        byte value = reader.U8();
        if (value > (byte)HeaderFault.LessWork)
        {
            throw new MalformedException("unknown HeaderFault");
        }

        return (HeaderFault)value;
    }
}
