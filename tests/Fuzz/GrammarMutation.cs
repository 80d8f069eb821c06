using System.Buffers.Binary;

namespace Holdfast.Fuzz;

/// <summary>
/// Changes a tree of <see cref="Grammar"/> where it hurts: numbers at their ends, lists emptied, doubled or grown, prefixes that lie, scripts and
/// points of other messages. Most mutants are well formed, and their transaction and PSBT agree, so that they get past the parsers.
/// </summary>
internal sealed class GrammarMutation(ulong seed)
{
    private const int BytesMax = 128 * 1024;

    private static readonly ulong[] s_edges =
        [0, 1, 2, 252, 253, 330, 483, 546, 0x7fff, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xffffffff, 0x100000000, 2_100_000_000_000_000,
        0x0000ffffffffffff, 0x7fffffffffffffff, 0x8000000000000000, ulong.MaxValue];

    private readonly Mutation _random = new(seed);

    /// <summary>A changed copy of a message; its parts may come from the others.</summary>
    public byte[] Of(Field message, IReadOnlyList<Field> pool)
    {
        Field copy = message.Clone();
        for (int rounds = 1 + _random.Below(3); rounds > 0; rounds--)
        {
            Change(copy, pool);
        }

        if (_random.Below(5) > 0)
        {
            MakeAgree(copy);
        }

        if (_random.Below(6) == 0)
        {
            copy.All().Where(field => field.Name == "psbt").ToList().ForEach(ToVersion2);
        }

        byte[] bytes = copy.ToArray();
        return bytes.Length <= BytesMax ? bytes : bytes[..BytesMax];
    }

    /// <summary>The unsigned transaction and the maps of the PSBT follow the transaction that stands before it.</summary>
    private static void MakeAgree(Field message)
    {
        Field? psbt = message.Find("psbt");
        if (psbt?.Find("unsigned transaction") is not Field inPsbt)
        {
            return;
        }

        if (message.Parts!.Find(part => part.Name == "transaction") is Field own)
        {
            inPsbt.Parts!.Clear();
            inPsbt.Parts.AddRange(own.Parts!.ConvertAll(part => part.Clone()));
        }

        foreach ((string items, string maps) in new[] { ("inputs", "input maps"), ("outputs", "output maps") })
        {
            List<Field> wanted = psbt.Find(maps)!.Parts!;
            int count = inPsbt.Find(items)?.Parts!.Count ?? wanted.Count;
            wanted.RemoveRange(Math.Min(count, wanted.Count), Math.Max(0, wanted.Count - count));
            while (wanted.Count > 0 && wanted.Count < count)
            {
                wanted.Add(wanted[^1].Clone());
            }
        }
    }

    /// <summary>The same PSBT by the field list of BIP 370.</summary>
    public static void ToVersion2(Field psbt)
    {
        List<Field> global = psbt.Find("global map")!.Find("entries")!.Parts!;
        Field? entry = global.Find(known => known.Find("unsigned transaction") != null);
        if (entry?.Find("inputs") is not Field inputs || entry.Find("outputs") is not Field outputs)
        {
            return;
        }

        Field transaction = entry.Find("plain transaction")!;
        List<Field> inputMaps = psbt.Find("input maps")!.Parts!;
        List<Field> outputMaps = psbt.Find("output maps")!.Parts!;
        global.Remove(entry);
        global.InsertRange(0,
        [
            Entry(0x02, transaction.Parts![0].Leaf), Entry(0x03, transaction.Parts[^1].Leaf),
            Entry(0x04, Compact(inputMaps.Count)), Entry(0x05, Compact(outputMaps.Count)), Entry(0xfb, [2, 0, 0, 0]),
        ]);
        for (int i = 0; i < Math.Min(inputMaps.Count, inputs.Parts!.Count); i++)
        {
            List<Field> parts = inputs.Parts[i].Parts!;
            inputMaps[i].Find("entries")!.Parts!.AddRange([Entry(0x0e, parts[0].ToArray()), Entry(0x0f, parts[1].ToArray()), Entry(0x10, parts[^1].ToArray())]);
        }

        for (int i = 0; i < Math.Min(outputMaps.Count, outputs.Parts!.Count); i++)
        {
            List<Field> parts = outputs.Parts[i].Parts!;
            outputMaps[i].Find("entries")!.Parts!.AddRange([Entry(0x03, parts[0].ToArray()), Entry(0x04, parts[^1].Leaf)]);
        }

        static Field Entry(byte key, byte[] value) => new()
        {
            Name = "entry",
            Parts = [Field.Of("key", [key], FieldPrefix.CompactSize), Field.Of("value", value, FieldPrefix.CompactSize)],
        };

        static byte[] Compact(int count) => count < 0xfd ? [(byte)count] : [0xfd, (byte)count, (byte)(count >> 8)];
    }

    private void Change(Field message, IReadOnlyList<Field> pool)
    {
        // The first part is the message's number: another number is another message, which has its own turn.
        Field[] fields = [.. message.All().Where(field => field.Name != "number" && field != message)];
        if (fields.Length == 0)
        {
            return;
        }

        Field field = fields[_random.Below(fields.Length)];
        if (field.Prefix != FieldPrefix.None && _random.Below(12) == 0)
        {
            field.Lie = s_edges[_random.Below(s_edges.Length)];
        }
        else if (field.Parts == null)
        {
            ChangeLeaf(field, fields, pool);
        }
        else if (field.CountsParts || field.Name is "entries" or "input maps" or "output maps")
        {
            ChangeList(field, pool);
        }
        else if (Like(field.Name, pool) is Field other)
        {
            field.Parts.Clear();
            field.Parts.AddRange(other.Clone().Parts!);
        }
    }

    private void ChangeLeaf(Field field, Field[] fields, IReadOnlyList<Field> pool)
    {
        bool isNumber = field.Name.StartsWith("number", StringComparison.Ordinal) || field.Name == "amount";
        if (isNumber && _random.Below(8) > 0)
        {
            field.Leaf = Number(field.Leaf);
            return;
        }

        switch (_random.Below(7))
        {
            case 0 when field.Leaf.Length > 0:
                field.Leaf[_random.Below(field.Leaf.Length)] ^= (byte)(1 << _random.Below(8));
                break;
            case 1:
                Array.Fill(field.Leaf, (byte)(_random.Below(2) * 0xff));
                break;
            case 2 when field.Prefix != FieldPrefix.None:
                field.Leaf = new byte[s_edges[_random.Below(10)]];
                break;
            case 3 when field.Prefix != FieldPrefix.None && field.Leaf.Length > 0:
                field.Leaf = field.Leaf[.._random.Below(field.Leaf.Length)];
                break;
            case 4 when field.Prefix != FieldPrefix.None && field.Leaf.Length > 0:
                field.Leaf = [.. field.Leaf, .. field.Leaf];
                break;
            case 5:
                Field[] here = [.. fields.Where(other => other.Name == field.Name)];
                field.Leaf = [.. here[_random.Below(here.Length)].Leaf];
                break;
            default:
                field.Leaf = [.. (Like(field.Name, pool) ?? field).Leaf];
                break;
        }
    }

    private void ChangeList(Field list, IReadOnlyList<Field> pool)
    {
        List<Field> parts = list.Parts!;
        int at = parts.Count == 0 ? 0 : _random.Below(parts.Count);
        switch (_random.Below(6))
        {
            case 0 when parts.Count > 0:
                parts.RemoveAt(at);
                break;
            case 1 when parts.Count > 0:
                parts.Insert(at, parts[at].Clone());
                break;
            case 2 when parts.Count > 1:
                (parts[0], parts[at]) = (parts[at], parts[0]);
                break;
            case 3 when parts.Count > 0:
                Field one = parts[at];
                int more = 1 << _random.Below(10);
                parts.AddRange(Enumerable.Range(0, more).Select(_ => one.Clone()));
                break;
            case 4:
                parts.Clear();
                break;
            default:
                if (Like(list.Name, pool) is { Parts: [_, ..] others })
                {
                    parts.Insert(at, others[_random.Below(others.Count)].Clone());
                }

                break;
        }
    }

    /// <summary>A field of this name in another message.</summary>
    private Field? Like(string name, IReadOnlyList<Field> pool)
    {
        Field[] found = [.. pool[_random.Below(pool.Count)].All().Where(field => field.Name == name)];
        return found.Length == 0 ? null : found[_random.Below(found.Length)];
    }

    /// <summary>An edge, or the number a little more or less; of a byte order nobody told, so half of the time of the other one.</summary>
    private byte[] Number(byte[] old)
    {
        byte[] wide = new byte[8];
        bool isLittle = _random.Below(2) == 0;
        old.CopyTo(wide, 0);
        Array.Reverse(wide, 0, isLittle ? 0 : old.Length);
        ulong value = BinaryPrimitives.ReadUInt64LittleEndian(wide);
        value = _random.Below(3) switch { 0 => value + 1, 1 => value - 1, _ => s_edges[_random.Below(s_edges.Length)] };
        BinaryPrimitives.WriteUInt64LittleEndian(wide, value);
        Array.Reverse(wide, 0, isLittle ? 0 : old.Length);
        return wide[..old.Length];
    }
}
