using Holdfast.Bytes;
using Holdfast.NodeRequests.Bitcoin;
using Holdfast.NodeRequests.Wire;
using Holdfast.Protocol;

namespace Holdfast.NodeRequests.Translation;

/// <summary>A transaction with one input that takes one output of a commitment, or of an HTLC transaction.</summary>
internal sealed class SweepSpend
{
    private readonly Psbt _psbt;

    private SweepSpend(Psbt psbt, SweepFields fields)
    {
        _psbt = psbt;
        Fields = fields;
    }

    /// <summary>As the device gets it.</summary>
    public SweepFields Fields { get; }

    /// <summary>What a signature of this type is over.</summary>
    public InputSpend Spend(byte type) => InputSpend.Of(_psbt, 0, Fields.InputSat, Fields.WitnessScript, type);

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

        return new SweepSpend(spending.Psbt, new SweepFields
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
