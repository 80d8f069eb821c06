using System.Buffers.Binary;
using Holdfast.NodeRequests.Bitcoin;

namespace Holdfast.HostUnit.NodeRequests;

/// <summary>A PSBT as a wallet of a person makes it: each input spends the only output of a transaction of its own.</summary>
internal sealed class TestPsbt
{
    private static readonly byte[] s_magic = [0x70, 0x73, 0x62, 0x74, 0xff];

    private readonly List<(Transaction Previous, List<(byte[] Key, byte[] Value)> Fields)> _inputs = [];
    private readonly List<(TransactionOutput Output, List<(byte[] Key, byte[] Value)> Fields)> _outputs = [];

    /// <param name="more">Fields of the input's map beside what it spends.</param>
    public TestPsbt Spends(ulong sat, byte[] script, bool withPrevious = true, ulong? saidSat = null, params (byte[] Key, byte[] Value)[] more)
    {
        Transaction previous = new(2, [new TransactionInput([.. Enumerable.Repeat((byte)(_inputs.Count + 1), 32)], 0, uint.MaxValue)], [new TransactionOutput(sat, script)], 0);
        BitcoinWriter utxo = new();
        utxo.U64(saidSat ?? sat);
        utxo.Blob(script);
        List<(byte[] Key, byte[] Value)> fields = [([PsbtField.InputWitnessUtxo], utxo.ToArray()), .. more];
        if (withPrevious)
        {
            fields.Insert(0, ([PsbtField.InputPreviousTransaction], previous.Serialize()));
        }

        _inputs.Add((previous, fields));
        return this;
    }

    public TestPsbt Pays(ulong sat, byte[] script, params (byte[] Key, byte[] Value)[] fields)
    {
        _outputs.Add((new TransactionOutput(sat, script), [.. fields]));
        return this;
    }

    /// <summary>BIP 174.</summary>
    public byte[] Version0()
    {
        Transaction unsigned = new(
            2, [.. _inputs.Select(input => new TransactionInput(input.Previous.Txid, 0, 0xfffffffd))], [.. _outputs.Select(output => output.Output)], 0);
        BitcoinWriter writer = new();
        writer.Bytes(s_magic);
        Map(writer, [([PsbtField.GlobalUnsignedTransaction], unsigned.Serialize())]);
        _inputs.ForEach(input => Map(writer, input.Fields));
        _outputs.ForEach(output => Map(writer, output.Fields));
        return writer.ToArray();
    }

    /// <summary>BIP 370, with inputs and outputs that may be added.</summary>
    public byte[] Version2()
    {
        BitcoinWriter writer = new();
        writer.Bytes(s_magic);
        Map(writer,
        [
            ([PsbtField.GlobalTransactionVersion], U32(2)), ([PsbtField.GlobalInputCount], [(byte)_inputs.Count]), ([PsbtField.GlobalOutputCount], [(byte)_outputs.Count]),
            ([PsbtField.GlobalModifiable], [7]), ([PsbtField.GlobalVersion], U32(2)),
        ]);
        _inputs.ForEach(input => Map(
            writer,
            [.. input.Fields, ([PsbtField.InputPreviousTxid], input.Previous.Txid), ([PsbtField.InputOutputIndex], U32(0)), ([PsbtField.InputSequence], U32(0xfffffffd))]));
        _outputs.ForEach(output => Map(
            writer, [.. output.Fields, ([PsbtField.OutputAmount], U64(output.Output.AmountSat)), ([PsbtField.OutputScript], output.Output.Script)]));
        return writer.ToArray();
    }

    private static void Map(BitcoinWriter writer, IEnumerable<(byte[] Key, byte[] Value)> fields)
    {
        foreach ((byte[] key, byte[] value) in fields)
        {
            writer.Blob(key);
            writer.Blob(value);
        }

        writer.U8(0);
    }

    private static byte[] U32(uint value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return bytes;
    }

    private static byte[] U64(ulong value)
    {
        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        return bytes;
    }
}
