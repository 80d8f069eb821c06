namespace Holdfast.SignatureLedger;

/// <summary>An output by its transaction's id (hex of the internal byte order) and its place.</summary>
public readonly record struct Outpoint(string Txid, uint Vout)
{
    public Outpoint(byte[] txid, uint vout)
        : this(Convert.ToHexString(txid), vout)
    {
    }

    public override string ToString() => Txid[..8] + ":" + Vout;
}

/// <summary>An input of a transaction, without what proves the right to spend.</summary>
public sealed record Input(Outpoint Spends, uint Sequence);

/// <summary>An output of a transaction: an amount and a script.</summary>
public sealed record Output(ulong Sat, byte[] Script);
