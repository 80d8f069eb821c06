using Holdfast.Bytes;

namespace Holdfast.Lightning;

/// <summary>An outpoint, its sequence, and the value and script that it spends: BIP 143 and BIP 341 sign the latter two as well.</summary>
public sealed class TransactionInput
{
    /// <summary>32 bytes, internal byte order.</summary>
    public readonly byte[] Txid;
    public readonly uint Vout;
    public readonly uint Sequence;
    public readonly ulong ValueSat;
    public readonly byte[] SpentScript;

    /// <summary>The witness program inside a P2SH output: it is part of the input, so the txid depends on it. Null for native segwit.</summary>
    public readonly byte[] RedeemScript;

    public TransactionInput(byte[] txid, uint vout, uint sequence, ulong valueSat, byte[] spentScript)
        : this(txid, vout, sequence, valueSat, spentScript, null)
    {
    }

    public TransactionInput(byte[] txid, uint vout, uint sequence, ulong valueSat, byte[] spentScript, byte[] redeemScript)
    {
        if (txid.Length != 32)
        {
            throw new MalformedException("a txid has 32 bytes");
        }

        if (valueSat > Amounts.SatMax)
        {
            throw new MalformedException("an amount larger than all bitcoin");
        }

        Txid = txid;
        Vout = vout;
        Sequence = sequence;
        ValueSat = valueSat;
        SpentScript = spentScript;
        RedeemScript = redeemScript;
    }
}
