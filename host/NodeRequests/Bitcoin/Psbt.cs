using System.Buffers.Binary;
using Holdfast.Bytes;

namespace Holdfast.NodeRequests.Bitcoin;

/// <summary>
/// A partially signed transaction, version 0 (BIP 174, BIP 371) or 2 (BIP 370), kept as the key-value maps that came over the wire. A PSBT that
/// nobody added to serialises to the very bytes it was parsed from, unknown and proprietary fields included. Additions go where the node's own
/// library puts them, so a signed PSBT is byte-identical to stock hsmd's. hsmd messages carry version 0; the node's RPC may carry version 2.
/// </summary>
internal sealed class Psbt
{
    private static readonly byte[] s_magic = [0x70, 0x73, 0x62, 0x74, 0xff];

    /// <summary>Version 2: the fields that a map must have, each with its lengths and its number, and the closing byte.</summary>
    private const int InputBytesMin = (3 + 32) + (3 + 4) + 1;
    private const int OutputBytesMin = (3 + 8) + 3 + 1;

    private readonly PsbtMap _global;

    private Psbt(PsbtMap global, Transaction transaction, PsbtMap[] inputs, PsbtMap[] outputs)
    {
        _global = global;
        Transaction = transaction;
        Inputs = inputs;
        Outputs = outputs;
    }

    /// <summary>The unsigned transaction.</summary>
    public Transaction Transaction { get; }

    public PsbtMap[] Inputs { get; }

    public PsbtMap[] Outputs { get; }

    public static Psbt Parse(ReadOnlySpan<byte> bytes)
    {
        BitcoinReader reader = new(bytes);
        if (bytes.Length < s_magic.Length || !reader.Bytes(s_magic.Length).AsSpan().SequenceEqual(s_magic))
        {
            throw new MalformedException("PSBT does not start with its magic");
        }

        PsbtMap global = PsbtMap.Read(ref reader);
        Transaction? unsigned = global.Find(PsbtField.GlobalUnsignedTransaction) is byte[] plain ? Transaction.Parse(plain) : null;
        if (unsigned is null && global.Find(PsbtField.GlobalVersion) is not [2, 0, 0, 0])
        {
            throw new MalformedException("PSBT without an unsigned transaction");
        }

        PsbtMap[] inputs = Maps(ref reader, unsigned?.Inputs.Length ?? CountOf(global, PsbtField.GlobalInputCount, reader.Remaining / InputBytesMin));
        PsbtMap[] outputs = Maps(ref reader, unsigned?.Outputs.Length ?? CountOf(global, PsbtField.GlobalOutputCount, reader.Remaining / OutputBytesMin));
        reader.End();
        return new Psbt(global, unsigned ?? FromFields(global, inputs, outputs), inputs, outputs);
    }

    private static PsbtMap[] Maps(ref BitcoinReader reader, int count)
    {
        PsbtMap[] maps = new PsbtMap[count];
        for (int i = 0; i < count; i++)
        {
            maps[i] = PsbtMap.Read(ref reader);
        }

        return maps;
    }

    /// <summary>A count beyond what fits into the rest cannot be true, and nothing is made for it.</summary>
    private static int CountOf(PsbtMap global, byte field, int countMax)
    {
        BitcoinReader value = new(global.Find(field) ?? throw new MalformedException("PSBT without its number of inputs or outputs"));
        ulong count = value.CompactSize();
        value.End();
        return count <= (ulong)countMax ? (int)count : throw new MalformedException("PSBT with more inputs or outputs than it has bytes");
    }

    /// <summary>The transaction of a version 2 PSBT: its fields are in the maps (BIP 370). An input that asks for a lock time of its own is not read.</summary>
    private static Transaction FromFields(PsbtMap global, PsbtMap[] inputs, PsbtMap[] outputs)
    {
        TransactionInput[] spent = [.. inputs.Select(input =>
        {
            if (input.Find(PsbtField.InputTimeLocktime) is not null || input.Find(PsbtField.InputHeightLocktime) is not null)
            {
                throw new MalformedException("PSBT input with a lock time of its own");
            }

            return new TransactionInput(
                Required(input, PsbtField.InputPreviousTxid, 32),
                U32(Required(input, PsbtField.InputOutputIndex, 4)),
                input.Find(PsbtField.InputSequence) is null ? uint.MaxValue : U32(Required(input, PsbtField.InputSequence, 4)));
        })];
        TransactionOutput[] created = [.. outputs.Select(output => new TransactionOutput(
            BinaryPrimitives.ReadUInt64LittleEndian(Required(output, PsbtField.OutputAmount, 8)),
            output.Find(PsbtField.OutputScript) ?? throw new MalformedException("PSBT output without a script")))];
        uint locktime = global.Find(PsbtField.GlobalFallbackLocktime) is null ? 0 : U32(Required(global, PsbtField.GlobalFallbackLocktime, 4));
        return new Transaction(U32(Required(global, PsbtField.GlobalTransactionVersion, 4)), spent, created, locktime);
    }

    private static byte[] Required(PsbtMap map, byte field, int length) => map.Find(field) is byte[] value && value.Length == length
        ? value
        : throw new MalformedException("PSBT field " + field + " is missing or has a wrong length");

    private static uint U32(byte[] value) => BinaryPrimitives.ReadUInt32LittleEndian(value);

    /// <summary>After a signature that covers all inputs and outputs: nobody may add more (BIP 370, "Transaction Modifiable Flags").</summary>
    public void Close()
    {
        if (_global.Find(PsbtField.GlobalModifiable) is [byte flags])
        {
            _global.Put(PsbtField.GlobalModifiable, [], [(byte)(flags & ~3)]);
        }
    }

    public byte[] Serialize()
    {
        BitcoinWriter writer = new();
        writer.Bytes(s_magic);
        _global.Write(writer);
        foreach (PsbtMap input in Inputs)
        {
            input.Write(writer);
        }

        foreach (PsbtMap output in Outputs)
        {
            output.Write(writer);
        }

        return writer.ToArray();
    }

    /// <summary>
    /// The output that an input spends: its witness utxo, or the one inside the whole previous transaction; null when the PSBT does not say.
    /// </summary>
    public TransactionOutput? SpentBy(int inputIndex)
    {
        if (Inputs[inputIndex].Find(PsbtField.InputWitnessUtxo) is byte[] witnessUtxo)
        {
            BitcoinReader reader = new(witnessUtxo);
            ulong amountSat = reader.U64();
            TransactionOutput output = new(amountSat, reader.Blob());
            reader.End();
            return output;
        }

        if (Inputs[inputIndex].Find(PsbtField.InputPreviousTransaction) is byte[] previous)
        {
            Transaction transaction = Transaction.Parse(previous);
            uint vout = Transaction.Inputs[inputIndex].Vout;
            return vout < (uint)transaction.Outputs.Length
                ? transaction.Outputs[vout]
                : throw new MalformedException("PSBT input spends an output that its transaction lacks");
        }

        return null;
    }
}
