using Holdfast.Bytes;
using Holdfast.Crypto;

namespace Holdfast.NodeRequests.Bitcoin;

/// <summary>One input: which output it spends. Signature script and witness are not kept, no request of the node needs them.</summary>
/// <param name="Txid">Transaction id in internal byte order.</param>
internal sealed record TransactionInput(byte[] Txid, uint Vout, uint Sequence)
{
    public bool Spends(byte[] txid, uint vout) => Vout == vout && Check.Same(Txid, txid);
}

/// <summary>One output: satoshi and the script that locks them.</summary>
internal sealed record TransactionOutput(ulong AmountSat, byte[] Script);

/// <summary>
/// A transaction as the node sends it, reduced to what its txid commits to. Reads the plain form and the one with witnesses (BIP 144); always
/// writes the plain one.
/// </summary>
internal sealed class Transaction
{
    public Transaction(uint version, TransactionInput[] inputs, TransactionOutput[] outputs, uint locktime)
    {
        Version = version;
        Inputs = inputs;
        Outputs = outputs;
        Locktime = locktime;
    }

    public uint Version { get; }

    public TransactionInput[] Inputs { get; }

    public TransactionOutput[] Outputs { get; }

    public uint Locktime { get; }

    /// <summary>Internal byte order. Right for segregated witness spends, whose signature scripts are empty.</summary>
    public byte[] Txid => Sha256.HashTwice(Serialize());

    /// <summary>Parses all of <paramref name="bytes"/>; signature scripts and witnesses are read over.</summary>
    public static Transaction Parse(ReadOnlySpan<byte> bytes)
    {
        BitcoinReader reader = new(bytes);
        uint version = reader.U32();
        bool withWitness = reader.Remaining > 2 && reader.Peek(0) == 0 && reader.Peek(1) == 1;
        if (withWitness)
        {
            reader.Bytes(2);
        }

        TransactionInput[] inputs = new TransactionInput[reader.Count(41)];
        for (int i = 0; i < inputs.Length; i++)
        {
            byte[] txid = reader.Bytes(32);
            uint vout = reader.U32();

            reader.Blob();
            inputs[i] = new TransactionInput(txid, vout, reader.U32());
        }

        TransactionOutput[] outputs = new TransactionOutput[reader.Count(9)];
        for (int i = 0; i < outputs.Length; i++)
        {
            ulong amountSat = reader.U64();
            outputs[i] = new TransactionOutput(amountSat, reader.Blob());
        }

        for (int i = 0; withWitness && i < inputs.Length; i++)
        {
            int items = reader.Count(1);
            for (int k = 0; k < items; k++)
            {
                reader.Blob();
            }
        }

        uint locktime = reader.U32();
        reader.End();
        return new Transaction(version, inputs, outputs, locktime);
    }

    /// <summary>
    /// The bytes that a transaction's id is made of, signature scripts included: the same bytes when it has no witnesses.
    /// </summary>
    public static byte[] WithoutWitness(byte[] bytes)
    {
        BitcoinReader reader = new(bytes);
        reader.U32();
        if (reader.Peek(0) != 0 || reader.Peek(1) != 1)
        {
            return bytes;
        }

        reader.Bytes(2);
        int start = bytes.Length - reader.Remaining;
        int inputs = reader.Count(41);
        for (int i = 0; i < inputs; i++)
        {
            reader.Bytes(36);
            reader.Blob();
            reader.Bytes(4);
        }

        int outputs = reader.Count(9);
        for (int i = 0; i < outputs; i++)
        {
            reader.Bytes(8);
            reader.Blob();
        }

        int end = bytes.Length - reader.Remaining;
        return [.. bytes[..4], .. bytes[start..end], .. bytes[^4..]];
    }

    /// <summary>The plain form with empty signature scripts.</summary>
    public byte[] Serialize()
    {
        BitcoinWriter writer = new();
        writer.U32(Version);
        writer.CompactSize((ulong)Inputs.Length);
        foreach (TransactionInput input in Inputs)
        {
            writer.Bytes(input.Txid);
            writer.U32(input.Vout);
            writer.U8(0);
            writer.U32(input.Sequence);
        }

        WriteOutputs(writer, Outputs);
        writer.U32(Locktime);
        return writer.ToArray();
    }

    internal static void WriteOutputs(BitcoinWriter writer, TransactionOutput[] outputs)
    {
        writer.CompactSize((ulong)outputs.Length);
        foreach (TransactionOutput output in outputs)
        {
            writer.U64(output.AmountSat);
            writer.Blob(output.Script);
        }
    }
}
