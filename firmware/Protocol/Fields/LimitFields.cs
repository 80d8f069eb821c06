using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>A limit with its name and bounds: number u8, name blob≤32, value u64, preset u64, least u64, most u64, isLooserUp flag.</summary>
public sealed class LimitFields
{
    /// <summary>A device with more limits has another firmware.</summary>
    public const int CountMax = 64;

    public const int NameBytesMax = 32;

    private const int LengthBytesMin = 36;

    /// <summary>The same for ever.</summary>
    public byte Number;

    /// <summary>ASCII.</summary>
    public byte[] Name;

    /// <summary>What the rules compare with.</summary>
    public ulong Value;

    /// <summary>What it is where the owner has chosen nothing.</summary>
    public ulong Preset;

    /// <summary>It cannot be less.</summary>
    public ulong Least;

    /// <summary>It cannot be more.</summary>
    public ulong Most;

    /// <summary>A larger value allows more, so it needs the owner's button; otherwise a smaller one does.</summary>
    public bool IsLooserUp;

    public static void WriteAll(ByteWriter writer, LimitFields[] limits)
    {
        ItemCount.Write(writer, limits.Length, CountMax);
        for (int i = 0; i < limits.Length; i++)
        {
            LimitFields limit = limits[i];
            writer.U8(limit.Number);
            BlobField.Write(writer, limit.Name, NameBytesMax);
            writer.U64(limit.Value);
            writer.U64(limit.Preset);
            writer.U64(limit.Least);
            writer.U64(limit.Most);
            writer.Flag(limit.IsLooserUp);
        }
    }

    public static LimitFields[] ReadAll(ByteReader reader)
    {
        LimitFields[] limits = new LimitFields[ItemCount.Read(reader, CountMax, LengthBytesMin)];
        for (int i = 0; i < limits.Length; i++)
        {
            LimitFields limit = new LimitFields();
            limit.Number = reader.U8();
            limit.Name = reader.Blob(NameBytesMax);
            limit.Value = reader.U64();
            limit.Preset = reader.U64();
            limit.Least = reader.U64();
            limit.Most = reader.U64();
            limit.IsLooserUp = reader.Flag();
            limits[i] = limit;
        }

        return limits;
    }
}
