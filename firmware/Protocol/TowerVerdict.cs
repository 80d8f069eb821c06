using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>What became of bytes from a watchtower. From <see cref="BadRecord"/> on the connection is over.</summary>
public enum TowerVerdict : byte
{
    /// <summary>Good so far; more bytes are needed.</summary>
    More = 0,

    /// <summary>A whole message that fits the moment.</summary>
    Message = 1,

    /// <summary>Not sealed by the tower, or longer than any message.</summary>
    BadRecord = 2,

    /// <summary>Too short, too long, or of an unknown type.</summary>
    BadMessage = 3,

    /// <summary>A message that does not fit the moment.</summary>
    Unexpected = 4,

    /// <summary>A tower of another chain.</summary>
    WrongChain = 5,

    /// <summary>A tower that requires a feature that the device does not know.</summary>
    UnknownFeature = 6,
}

/// <summary>Reads one byte that must be a known <see cref="TowerVerdict"/>.</summary>
public static class TowerVerdictField
{
    public static TowerVerdict Read(ByteReader reader)
    {
        byte value = reader.U8();
        if (value > (byte)TowerVerdict.UnknownFeature)
        {
            throw new MalformedException("unknown TowerVerdict");
        }

        return (TowerVerdict)value;
    }
}
