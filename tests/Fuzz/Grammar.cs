using System.Buffers.Binary;

namespace Holdfast.Fuzz;

/// <summary>
/// Takes good hsmd messages, transactions and PSBTs apart into trees. Written from Core Lightning's hsmd_wire.csv and from BIP 144, 174 and 370, and
/// not with the bridge's own parsers: a field that those forget is changed here all the same.
/// </summary>
internal ref struct Grammar(ReadOnlySpan<byte> bytes)
{
    private const byte UnsignedTransaction = 0;
    private const byte PreviousTransaction = 0;
    private const byte WitnessUtxo = 1;

    /// <summary>
    /// One letter a field: c, s, i, l are numbers of 1, 2, 4, 8 bytes; p a point, h a hash or secret, g a signature with its sighash byte; b bytes with
    /// a u16 length; t text with a NUL; T a transaction with its PSBT; P a PSBT; H HTLCs; G signatures; U coins; ? makes the next one optional;
    /// r is the rest.
    /// </summary>
    private static readonly Dictionary<int, string> s_messages = new()
    {
        [1] = "p", [2] = "b", [3] = "b", [4] = "bpl", [5] = "plTpl", [6] = "b", [7] = "UP", [8] = "bb", [9] = "pll", [10] = "pl", [11] = "iihr",
        [12] = "lTb", [13] = "pTbc", [14] = "hTb", [18] = "l", [19] = "TppclHi", [20] = "Tbpc", [21] = "Tp", [22] = "lh", [23] = "b", [24] = "lp?p",
        [25] = "tthb", [26] = "piis", [27] = "b", [28] = "ip", [29] = "Tpi", [30] = "pl", [31] = "cllhssb?ippppps" + "bb", [32] = "hs", [33] = "",
        [34] = "pl", [35] = "THligG", [36] = "lh", [37] = "hs", [38] = "t", [39] = "phl", [40] = "l", [41] = "tthbb", [45] = "bi", [51] = "tc",
        [52] = "phlc", [56] = "ip", [99] = "r", [142] = "lTbipl", [143] = "pTbcipl", [144] = "hTbipl", [146] = "lTbcipl", [147] = "plUP", [149] = "plUP",
    };

    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>The message's tree; null for a number that is not in the table.</summary>
    public static Field? Message(byte[] message)
    {
        Grammar grammar = new(message);
        byte[] number = grammar.Take(2);
        if (!s_messages.TryGetValue(BinaryPrimitives.ReadUInt16BigEndian(number), out string? letters))
        {
            return null;
        }

        List<Field> parts = [Field.Of("number", number), .. grammar.Fields(letters)];
        grammar.End();
        return new Field { Name = "message", Parts = parts };
    }

    public static Field Psbt(ReadOnlySpan<byte> bytes)
    {
        Grammar grammar = new(bytes);
        Field magic = Field.Of("magic", grammar.Take(5));
        Field global = grammar.Map("global map");
        Field transaction = global.Find("unsigned transaction")!;
        List<Field> inputs = [];
        List<Field> outputs = [];
        Times(transaction.Find("inputs")!.Parts!.Count, inputs, ref grammar, "input map");
        Times(transaction.Find("outputs")!.Parts!.Count, outputs, ref grammar, "output map");
        grammar.End();
        return new Field
        {
            Name = "psbt",
            Parts = [magic, global, new Field { Name = "input maps", Parts = inputs }, new Field { Name = "output maps", Parts = outputs }],
        };

        static void Times(int count, List<Field> maps, ref Grammar grammar, string name)
        {
            for (int i = 0; i < count; i++)
            {
                maps.Add(grammar.Map(name));
            }
        }
    }

    private List<Field> Fields(string letters)
    {
        List<Field> fields = [];
        for (int i = 0; i < letters.Length; i++)
        {
            if (letters[i] == '?')
            {
                bool isThere = _rest[0] == 1;
                fields.Add(Field.Of("flag", Take(1)));
                i += isThere ? 0 : 1;
                continue;
            }

            fields.AddRange(One(letters[i]));
        }

        return fields;
    }

    private List<Field> One(char letter)
    {
        switch (letter)
        {
            case 'c':
                return [Field.Of("flag", Take(1))];
            case 's':
                return [Field.Of("number 2", Take(2))];
            case 'i':
                return [Field.Of("number 4", Take(4))];
            case 'l':
                return [Field.Of("number 8", Take(8))];
            case 'p':
                return [Field.Of("point", Take(33))];
            case 'h':
                return [Field.Of("hash", Take(32))];
            case 'g':
                return [Field.Of("signature", Take(65))];
            case 'b':
                return [Field.Of("bytes", Take(BinaryPrimitives.ReadUInt16BigEndian(Take(2))), FieldPrefix.U16)];
            case 't':
                return [Field.Of("text", Take(_rest.IndexOf((byte)0) + 1))];
            case 'T':
                return [LongBlob("transaction", Transaction), LongBlob("psbt blob", Psbt)];
            case 'P':
                return [LongBlob("psbt blob", Psbt)];
            case 'H':
                return [List("htlcs", "clhi")];
            case 'G':
                return [List("signatures", "g")];
            case 'U':
                return [Coins()];
            default:
                return [Field.Of("rest", Take(_rest.Length))];
        }
    }

    private Field List(string name, string letters)
    {
        int count = BinaryPrimitives.ReadUInt16BigEndian(Take(2));
        List<Field> items = [];
        for (int i = 0; i < count; i++)
        {
            items.Add(new Field { Name = "item of " + name, Parts = Fields(letters) });
        }

        return new Field { Name = name, Parts = items, Prefix = FieldPrefix.U16, CountsParts = true };
    }

    private Field Coins()
    {
        int count = BinaryPrimitives.ReadUInt16BigEndian(Take(2));
        List<Field> coins = [];
        for (int i = 0; i < count; i++)
        {
            List<Field> coin = Fields("hilicb");
            bool isOfClose = _rest[0] == 1;
            coin.Add(Field.Of("flag", Take(1)));
            coin.AddRange(Fields(isOfClose ? "lp?pcic" : "c"));
            coins.Add(new Field { Name = "coin", Parts = coin });
        }

        return new Field { Name = "coins", Parts = coins, Prefix = FieldPrefix.U16, CountsParts = true };
    }

    private delegate Field Reading(ReadOnlySpan<byte> bytes);

    private Field LongBlob(string name, Reading read)
    {
        byte[] inside = Take((int)BinaryPrimitives.ReadUInt32BigEndian(Take(4)));
        return new Field { Name = name, Parts = [read(inside)], Prefix = FieldPrefix.U32 };
    }

    private static Field Transaction(ReadOnlySpan<byte> bytes)
    {
        Grammar grammar = new(bytes);
        List<Field> parts = [Field.Of("number 4", grammar.Take(4))];
        bool withWitness = grammar._rest[0] == 0;
        if (withWitness)
        {
            parts.Add(Field.Of("segwit mark", grammar.Take(2)));
        }

        List<Field> inputs = [];
        for (ulong count = grammar.CompactSize(); count > 0; count--)
        {
            inputs.Add(new Field
            {
                Name = "input",
                Parts = [Field.Of("hash", grammar.Take(32)), Field.Of("number 4", grammar.Take(4)), grammar.Blob("script"), Field.Of("number 4", grammar.Take(4))],
            });
        }

        List<Field> outputs = [];
        for (ulong count = grammar.CompactSize(); count > 0; count--)
        {
            outputs.Add(new Field { Name = "output", Parts = [Field.Of("amount", grammar.Take(8)), grammar.Blob("script")] });
        }

        parts.Add(new Field { Name = "inputs", Parts = inputs, Prefix = FieldPrefix.CompactSize, CountsParts = true });
        parts.Add(new Field { Name = "outputs", Parts = outputs, Prefix = FieldPrefix.CompactSize, CountsParts = true });
        for (int i = 0; withWitness && i < inputs.Count; i++)
        {
            List<Field> items = [];
            for (ulong count = grammar.CompactSize(); count > 0; count--)
            {
                items.Add(grammar.Blob("witness item"));
            }

            parts.Add(new Field { Name = "witness", Parts = items, Prefix = FieldPrefix.CompactSize, CountsParts = true });
        }

        parts.Add(Field.Of("number 4", grammar.Take(4)));
        grammar.End();
        return new Field { Name = "plain transaction", Parts = parts };
    }

    private Field Map(string name)
    {
        List<Field> entries = [];
        for (Field key = Blob("key"); key.Leaf.Length > 0; key = Blob("key"))
        {
            byte[] value = Blob("value").Leaf;
            Field inside = (name, key.Leaf[0]) switch
            {
                ("global map", UnsignedTransaction) => new Field { Name = "unsigned transaction", Parts = [Transaction(value)], Prefix = FieldPrefix.CompactSize },
                ("input map", PreviousTransaction) => new Field { Name = "previous transaction", Parts = [Transaction(value)], Prefix = FieldPrefix.CompactSize },
                ("input map", WitnessUtxo) => Output(value),
                _ => Field.Of("value", value, FieldPrefix.CompactSize),
            };
            entries.Add(new Field { Name = "entry", Parts = [key, inside] });
        }

        return new Field { Name = name, Parts = [new Field { Name = "entries", Parts = entries }, Field.Of("end", [0])] };
    }

    private static Field Output(ReadOnlySpan<byte> bytes)
    {
        Grammar grammar = new(bytes);
        Field output = new() { Name = "spent output", Parts = [Field.Of("amount", grammar.Take(8)), grammar.Blob("script")], Prefix = FieldPrefix.CompactSize };
        grammar.End();
        return output;
    }

    private Field Blob(string name) => Field.Of(name, Take((int)CompactSize()), FieldPrefix.CompactSize);

    private ulong CompactSize()
    {
        byte first = Take(1)[0];
        return first switch
        {
            < 0xfd => first,
            0xfd => BinaryPrimitives.ReadUInt16LittleEndian(Take(2)),
            0xfe => BinaryPrimitives.ReadUInt32LittleEndian(Take(4)),
            _ => BinaryPrimitives.ReadUInt64LittleEndian(Take(8)),
        };
    }

    private byte[] Take(int count)
    {
        byte[] taken = _rest[..count].ToArray();
        _rest = _rest[count..];
        return taken;
    }

    private readonly void End()
    {
        if (_rest.Length > 0)
        {
            throw new InvalidDataException("the grammar leaves bytes over");
        }
    }
}
