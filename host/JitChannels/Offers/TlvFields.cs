using System.Buffers.Binary;
using System.Text;
using Holdfast.Bytes;
using Holdfast.Lightning;

namespace Holdfast.JitChannels.Offers;

/// <summary>The fields of a TLV stream by their types (BOLT 1). Reading is as strict as in the device; what is written ascends.</summary>
public sealed class TlvFields
{
    private readonly SortedDictionary<ulong, byte[]> _fields = [];

    public IEnumerable<ulong> Types => _fields.Keys;

    /// <summary>Null when the field is not there.</summary>
    public byte[]? this[ulong type]
    {
        get => _fields.GetValueOrDefault(type);
        set
        {
            if (value == null)
            {
                _fields.Remove(type);
            }
            else
            {
                _fields[type] = value;
            }
        }
    }

    /// <exception cref="FormatException">It is no stream.</exception>
    public static TlvFields Read(byte[] stream)
    {
        TlvFields fields = new();
        TlvReader reader = new(stream);
        try
        {
            while (reader.Next())
            {
                fields._fields.Add(reader.Type, reader.Value());
            }
        }
        catch (MalformedException wrong)
        {
            throw new FormatException(wrong.Message);
        }

        return fields;
    }

    public byte[] ToArray() => [.. _fields.SelectMany(field => (byte[])[.. BigSize(field.Key), .. BigSize((ulong)field.Value.Length), .. field.Value])];

    /// <summary>A part of the fields, as a stream of its own.</summary>
    public byte[] ToArray(Func<ulong, bool> isWanted) => Where(isWanted).ToArray();

    public TlvFields Where(Func<ulong, bool> isWanted)
    {
        TlvFields part = new();
        foreach ((ulong type, byte[] value) in _fields.Where(field => isWanted(field.Key)))
        {
            part._fields.Add(type, value);
        }

        return part;
    }

    /// <summary>A number without zeros in front (tu64); null when the field is not there.</summary>
    /// <exception cref="FormatException">The field is no such number.</exception>
    public ulong? Number(ulong type, int bytesMax = 8) => this[type] is not { } value ? null
        : value.Length <= bytesMax && (value.Length == 0 || value[0] != 0) ? value.Aggregate(0UL, (sum, one) => (sum << 8) | one)
        : throw new FormatException($"field {type} is no number, or begins with zeros");

    /// <exception cref="FormatException">The field is no text.</exception>
    public string? Text(ulong type)
    {
        try
        {
            return this[type] is { } value ? new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(value) : null;
        }
        catch (DecoderFallbackException)
        {
            throw new FormatException($"field {type} is no UTF-8");
        }
    }

    public static byte[] Short(ulong number)
    {
        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, number);
        return bytes[(System.Numerics.BitOperations.LeadingZeroCount(number) / 8)..];
    }

    public static byte[] BigSize(ulong number)
    {
        byte[] wide = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(wide, number);
        return number switch { < 0xfd => [(byte)number], <= ushort.MaxValue => [0xfd, .. wide[6..]], <= uint.MaxValue => [0xfe, .. wide[4..]], _ => [0xff, .. wide] };
    }

    /// <summary>True when an even bit is set: who does not understand it must not go on. Bit 0 is the lowest of the last byte.</summary>
    public static bool HasEvenBit(byte[]? features) => (features ?? []).Reverse().Any(one => (one & 0x55) != 0);
}
