using System.Buffers.Binary;
using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Lightning;

namespace Holdfast.StockHsmd;

/// <summary>
/// A transaction as it came: one input, taken at its word. The amount of what it spends is the witness utxo of its PSBT.
/// </summary>
internal sealed class SpendingTransaction
{
    private readonly byte[] _raw;
    private readonly ulong _inputSat;

    private SpendingTransaction(byte[] raw, ulong inputSat)
    {
        _raw = raw;
        _inputSat = inputSat;
    }

    public static SpendingTransaction Read(ByteReader reader)
    {
        byte[] raw = reader.Bytes((int)reader.U32());
        byte[] psbt = reader.Bytes((int)reader.U32());

        // psbt\xff, the global map (the transaction again), then the input map, which begins with the witness utxo: 01 01 length amount.
        int at = 5 + 2;
        int length = psbt[at++];
        if (length == 0xfd)
        {
            length = psbt[at] | (psbt[at + 1] << 8);
            at += 2;
        }

        at += length + 1;
        if (raw.Length < 51 || raw[4] != 1 || psbt[at] != 1 || psbt[at + 1] != 1)
        {
            throw new MalformedException("not a transaction with one input and its witness utxo");
        }

        return new SpendingTransaction(raw, BinaryPrimitives.ReadUInt64LittleEndian(psbt.AsSpan(at + 3)));
    }

    public byte[] Sighash(byte[] script, byte type)
    {
        bool all = type == Bip143.All;
        byte[] txid = _raw[5..37];
        uint vout = Number(37);
        uint sequence = Number(42);
        byte[] outputs = _raw[47..^4];
        if (!all)
        {
            outputs = outputs[..(9 + outputs[8])]; // SINGLE: the output beside the input
        }

        return Bip143.Sighash(
            Number(0), all ? Bip143.HashOutpoint(txid, vout) : null, all ? Bip143.HashSequence(sequence) : null, txid, vout, script, _inputSat,
            sequence, Sha256.HashTwice(outputs), Number(_raw.Length - 4), type);
    }

    private uint Number(int at) => BinaryPrimitives.ReadUInt32LittleEndian(_raw.AsSpan(at));
}
