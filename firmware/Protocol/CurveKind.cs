using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>Which code computes keys and signatures.</summary>
public enum CurveKind : byte
{
    /// <summary>None: the device stopped before it had chosen.</summary>
    None = 0,

    /// <summary>Managed code, on stock images.</summary>
    Managed = 1,

    /// <summary>Native code of the image, which has given the answers of the managed code since boot.</summary>
    Native = 2,
}

/// <summary>Reads one byte that must be a known <see cref="CurveKind"/>.</summary>
internal static class CurveKindField
{
    public static CurveKind Read(ByteReader reader)
    {
        byte value = reader.U8();
        if (value > (byte)CurveKind.Native)
        {
            throw new MalformedException("unknown CurveKind");
        }

        return (CurveKind)value;
    }
}
