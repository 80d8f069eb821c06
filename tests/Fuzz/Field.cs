using System.Buffers.Binary;

namespace Holdfast.Fuzz;

/// <summary>How a number is written that stands before a field: how many bytes, or how many parts, follow.</summary>
internal enum FieldPrefix
{
    None,
    CompactSize,
    U16,
    U32,
}

/// <summary>
/// A node of a message's tree. Leaves hold bytes; the others hold parts. <see cref="Write"/> computes every prefix anew, so that a message
/// whose insides were changed is well formed again, unless <see cref="Lie"/> says otherwise.
/// </summary>
internal sealed class Field
{
    /// <summary>What it is, for whoever looks for its like: "script", "txid", "amount", "input".</summary>
    public required string Name { get; init; }

    public byte[] Leaf { get; set; } = [];

    /// <summary>Null for a leaf.</summary>
    public List<Field>? Parts { get; init; }

    public FieldPrefix Prefix { get; init; }

    /// <summary>The prefix counts parts, not bytes.</summary>
    public bool CountsParts { get; init; }

    /// <summary>Written instead of the true prefix.</summary>
    public ulong? Lie { get; set; }

    public static Field Of(string name, byte[] leaf, FieldPrefix prefix = FieldPrefix.None) => new() { Name = name, Leaf = leaf, Prefix = prefix };

    public static Field Number(string name, ulong value, int count)
    {
        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        return Of(name, bytes[..count]);
    }

    public Field Clone() => new()
    {
        Name = Name,
        Leaf = [.. Leaf],
        Parts = Parts?.ConvertAll(part => part.Clone()),
        Prefix = Prefix,
        CountsParts = CountsParts,
        Lie = Lie,
    };

    /// <summary>Itself and everything below.</summary>
    public IEnumerable<Field> All() => Parts == null ? [this] : Parts.SelectMany(part => part.All()).Prepend(this);

    public Field? Find(string name) => All().FirstOrDefault(field => field.Name == name);

    public byte[] ToArray()
    {
        MemoryStream stream = new();
        Write(stream);
        return stream.ToArray();
    }

    public void Write(Stream stream)
    {
        byte[] body = Leaf;
        if (Parts != null)
        {
            MemoryStream inside = new();
            Parts.ForEach(part => part.Write(inside));
            body = inside.ToArray();
        }

        WritePrefix(stream, Lie ?? (ulong)(CountsParts ? Parts!.Count : body.Length));
        stream.Write(body);
    }

    private void WritePrefix(Stream stream, ulong value)
    {
        Span<byte> bytes = stackalloc byte[9];
        switch (Prefix)
        {
            case FieldPrefix.U16:
                BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)value);
                stream.Write(bytes[..2]);
                break;
            case FieldPrefix.U32:
                BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)value);
                stream.Write(bytes[..4]);
                break;
            case FieldPrefix.CompactSize:
                BinaryPrimitives.WriteUInt64LittleEndian(bytes[1..], value);
                (bytes[0], int count) = value switch { < 0xfd => ((byte)value, 0), <= 0xffff => ((byte)0xfd, 2), <= 0xffffffff => ((byte)0xfe, 4), _ => ((byte)0xff, 8) };
                stream.Write(bytes[..(1 + count)]);
                break;
        }
    }
}
