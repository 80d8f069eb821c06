using Holdfast.Bytes;

namespace Holdfast.Bridge.Bitcoin;

/// <summary>
/// A partially signed transaction, version 0 (BIP 174, BIP 371), kept as the key-value maps that came over the wire. What nobody added to
/// serialises to the very bytes it was parsed from, unknown and proprietary fields included; additions go where the node's own library puts
/// them, so a signed PSBT is byte-identical to stock hsmd's.
/// </summary>
internal sealed class Psbt
{
    private static readonly byte[] s_magic = [0x70, 0x73, 0x62, 0x74, 0xff];

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
        byte[] unsigned = global.Find(PsbtField.GlobalUnsignedTransaction)
            ?? throw new MalformedException("PSBT without an unsigned transaction");
        Transaction transaction = Transaction.Parse(unsigned);
        PsbtMap[] inputs = new PsbtMap[transaction.Inputs.Length];
        for (int i = 0; i < inputs.Length; i++)
        {
            inputs[i] = PsbtMap.Read(ref reader);
        }

        PsbtMap[] outputs = new PsbtMap[transaction.Outputs.Length];
        for (int i = 0; i < outputs.Length; i++)
        {
            outputs[i] = PsbtMap.Read(ref reader);
        }

        reader.End();
        return new Psbt(global, transaction, inputs, outputs);
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
