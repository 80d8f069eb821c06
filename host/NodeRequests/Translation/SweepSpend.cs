using Holdfast.Bytes;
using Holdfast.NodeRequests.Bitcoin;
using Holdfast.NodeRequests.Wire;
using Holdfast.Protocol;

namespace Holdfast.NodeRequests.Translation;

/// <summary>A transaction with one input that takes one output of a commitment, or of an HTLC transaction.</summary>
internal sealed class SweepSpend
{
    private readonly Transaction _transaction;

    private SweepSpend(Transaction transaction, SweepFields fields)
    {
        _transaction = transaction;
        Fields = fields;
    }

    /// <summary>As the device gets it.</summary>
    public SweepFields Fields { get; }

    public byte[] Sighash(byte type) => SignatureHash.Bip143(_transaction, 0, Fields.WitnessScript, Fields.InputSat, type);

    public static SweepSpend Read(NodeFacts node, SpendingTransaction spending, uint inputIndex, byte[] witnessScript)
    {
        Transaction transaction = spending.Transaction;
        if (transaction.Inputs.Length != 1 || inputIndex != 0)
        {
            throw new MalformedException("a sweep has one input");
        }

        TransactionOutput spent = spending.Psbt.SpentBy(0) ?? throw new MalformedException("PSBT does not say what the swept output holds");
        if (!Check.Same(ScriptShape.P2wsh(witnessScript), spent.Script))
        {
            throw new MalformedException("witness script does not belong to the swept output");
        }

        return new SweepSpend(transaction, new SweepFields
        {
            Version = transaction.Version,
            Locktime = transaction.Locktime,
            InputTxid = transaction.Inputs[0].Txid,
            InputVout = transaction.Inputs[0].Vout,
            Sequence = transaction.Inputs[0].Sequence,
            InputSat = spent.AmountSat,
            Outputs = OutputNumbers.Of(node, spending.Psbt),
            WitnessScript = witnessScript,
        });
    }
}
