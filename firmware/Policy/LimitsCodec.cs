using Holdfast.Bytes;

namespace Holdfast.Policy;

/// <summary>
/// What the owner has chosen, as bytes (firmware/Journal/FORMAT.md): the limits that differ from those of the network, by number, in ascending order. A limit that
/// the owner has not moved follows the firmware.
/// </summary>
public static class LimitsCodec
{
    private const byte Version = 1;

    public static byte[] Encode(Limits limits, Limits presets)
    {
        ByteWriter writer = new ByteWriter(2 + 9 * LimitTable.Count);
        writer.U8(Version);
        int count = 0;
        for (int i = 0; i < LimitTable.Count; i++)
        {
            count += limits.Value(i) != presets.Value(i) ? 1 : 0;
        }

        writer.U8((byte)count);
        for (int i = 0; i < LimitTable.Count; i++)
        {
            if (limits.Value(i) != presets.Value(i))
            {
                writer.U8((byte)(i + 1));
                writer.U64(limits.Value(i));
            }
        }

        return writer.ToArray();
    }

    /// <summary>Reads what <see cref="Encode"/> wrote; anything else is malformed.</summary>
    /// <param name="bytes">Null when the owner has chosen nothing.</param>
    /// <param name="presets">Those of the network.</param>
    public static Limits Decode(byte[] bytes, Limits presets)
    {
        if (bytes == null)
        {
            return presets;
        }

        ByteReader reader = new ByteReader(bytes);
        if (reader.U8() != Version)
        {
            throw new MalformedException("limits of an unknown version");
        }

        ulong[] values = presets.Copy();
        int count = reader.U8();
        int last = 0;
        for (int i = 0; i < count; i++)
        {
            int number = reader.U8();
            ulong value = reader.U64();
            LimitRow row = LimitTable.Row(number - 1, presets.HtlcsMax);
            if (number <= last || value < row.Least || value > row.Most)
            {
                throw new MalformedException("limits that say what cannot be");
            }

            values[number - 1] = value;
            last = number;
        }

        reader.End();
        return new Limits(values);
    }
}
