using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Holdfast.SignatureLedger;

/// <summary>
/// Reads what was hashed before it was signed, whatever it was meant to be: if it has the form of a BIP 143 or BIP 341 message it *is* one, and what
/// it spends follows from it.
/// </summary>
public static class Preimage
{
    private const int Version0Bytes = 156;
    private const int TaprootBytes = 64 + 175;

    private static readonly byte[] s_tapTag = SHA256.HashData(Encoding.ASCII.GetBytes("TapSighash"));

    /// <summary>
    /// The transaction that these bytes, hashed twice and signed, belong to, and the sighash type; null when they have another form. Where the type leaves
    /// inputs or outputs open, only those that are fixed are in it, and outputs that the thief may choose pay <paramref name="thief"/>.
    /// </summary>
    public static (Transaction Transaction, uint Type)? OfVersion0(byte[] bytes, HashBook book, byte[] thief)
    {
        if (bytes.Length < Version0Bytes + 1)
        {
            return null;
        }

        int scriptBytes = bytes[104];
        int at = 105;
        if (scriptBytes == 0xfd)
        {
            scriptBytes = BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(105));
            at = 107;
        }

        if (scriptBytes > 0xfd && at == 105 || bytes.Length != at + scriptBytes + 52)
        {
            return null;
        }

        uint type = U32(bytes, bytes.Length - 4);
        uint outputsType = type & 0x1f;
        Outpoint own = new(bytes[68..100], U32(bytes, 100));
        ulong sat = BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at + scriptBytes));
        uint sequence = U32(bytes, at + scriptBytes + 8);
        byte[] hashOutputs = bytes[(bytes.Length - 40)..^8];
        uint locktime = U32(bytes, bytes.Length - 8);

        Input[]? inputs = [new Input(own, sequence)];
        if ((type & Sighash.AnyoneCanPay) == 0)
        {
            byte[]? sequences = outputsType is Sighash.None or Sighash.Single ? [] : book.Double(bytes[36..68]);
            inputs = Inputs(book.Double(bytes[4..36]), sequences, sequence);
        }

        byte[]? outputBytes = book.Double(hashOutputs);
        Output[]? outputs = outputsType == Sighash.None ? [new Output(sat, thief)] : outputBytes is null ? null : Outputs(outputBytes);
        if (inputs is null || outputs is null)
        {
            return null;
        }

        if (outputsType == Sighash.Single)
        {
            // The output stands where the input stands; everything else is the thief's: what is left goes to him.
            int place = Array.FindIndex(inputs, input => input.Spends == own);
            ulong left = sat > outputs[0].Sat ? sat - outputs[0].Sat : 0;
            outputs = [.. Enumerable.Repeat(new Output(0, thief), place), outputs[0], new Output(left, thief)];
        }

        return (new Transaction(U32(bytes, 0), inputs, outputs, locktime), type);
    }

    /// <summary>The transaction of a BIP 341 message (with its tag in front), default type, key path; null when the bytes have another form.</summary>
    public static Transaction? OfTaproot(byte[] bytes, HashBook book)
    {
        if (bytes.Length != TaprootBytes || !bytes.AsSpan(0, 32).SequenceEqual(s_tapTag) || !bytes.AsSpan(32, 32).SequenceEqual(s_tapTag))
        {
            return null;
        }

        int at = 66;
        uint version = U32(bytes, at);
        uint locktime = U32(bytes, at + 4);
        byte[]? sequences = book.Single(bytes[(at + 104)..(at + 136)]);
        byte[]? outputBytes = book.Single(bytes[(at + 136)..(at + 168)]);
        Input[]? inputs = Inputs(book.Single(bytes[(at + 8)..(at + 40)]), sequences, 0);
        Output[]? outputs = outputBytes is null ? null : Outputs(outputBytes);
        return inputs is null || outputs is null ? null : new Transaction(version, inputs, outputs, locktime);
    }

    private static Input[]? Inputs(byte[]? prevouts, byte[]? sequences, uint sequenceOfAll)
    {
        if (prevouts is null || sequences is null || prevouts.Length % 36 != 0 || (sequences.Length != 0 && sequences.Length / 4 != prevouts.Length / 36))
        {
            return null;
        }

        Input[] inputs = new Input[prevouts.Length / 36];
        for (int i = 0; i < inputs.Length; i++)
        {
            inputs[i] = new Input(
                new Outpoint(prevouts[(36 * i)..((36 * i) + 32)], U32(prevouts, (36 * i) + 32)), sequences.Length == 0 ? sequenceOfAll : U32(sequences, 4 * i));
        }

        return inputs;
    }

    private static Output[]? Outputs(byte[] bytes)
    {
        List<Output> outputs = [];
        for (int at = 0; at < bytes.Length;)
        {
            if (bytes.Length - at < 9)
            {
                return null;
            }

            int length = bytes[at + 8];
            int head = 9;
            if (length == 0xfd && bytes.Length - at >= 11)
            {
                length = BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at + 9));
                head = 11;
            }

            if (bytes.Length - at - head < length)
            {
                return null;
            }

            outputs.Add(new Output(BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at)), bytes[(at + head)..(at + head + length)]));
            at += head + length;
        }

        return outputs.Count == 0 ? null : [.. outputs];
    }

    private static uint U32(byte[] bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at));
}
