using Holdfast.Bytes;

namespace Holdfast.Lightning;

/// <summary>Value and output script.</summary>
public sealed class TransactionOutput
{
    public readonly ulong ValueSat;
    public readonly byte[] Script;

    public TransactionOutput(ulong valueSat, byte[] script)
    {
        if (valueSat > Amounts.SatMax)
        {
            throw new MalformedException("an amount larger than all bitcoin");
        }

        ValueSat = valueSat;
        Script = script;
    }

    /// <summary>Bytes on the wire.</summary>
    public int Length
    {
        get { return 8 + TransactionWriter.CompactSizeLength(Script.Length) + Script.Length; }
    }

    public void Write(TransactionWriter transaction)
    {
        transaction.U64(ValueSat);
        transaction.Sized(Script);
    }
}
