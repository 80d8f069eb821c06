using Holdfast.NodeRequests;
using Holdfast.NodeRequests.Bitcoin;
using Holdfast.NodeRequests.Translation;
using Holdfast.SecondOpinion;
using Address = Holdfast.Lightning.Address;

namespace Holdfast.HostUnit.SecondOpinion;

/// <summary>A double: it computes with Holdfast's own code, so it agrees, unless a test changes what it says.</summary>
internal sealed class OwnOpinion : ISecondOpinion
{
    private readonly SignatureCheck _check = new();

    public string Name => "a double";

    public int Judged { get; private set; }

    /// <summary>Changes an opinion before it is given.</summary>
    public Func<SpendQuestion, SpendOpinion, SpendOpinion> Says { get; set; } = (_, opinion) => opinion;

    public Func<ScriptOpinion, ScriptOpinion> Calls { get; set; } = opinion => opinion;

    public SpendOpinion Judge(SpendQuestion question)
    {
        Judged++;

        // As another process would get it.
        byte[] sent = OpinionCodec.Encode(question);
        SpendQuestion got = OpinionCodec.DecodeSpend(new Holdfast.Bytes.ByteReader(sent, 1, sent.Length - 1));
        return Says(got, OpinionCodec.DecodeSpendOpinion(OpinionCodec.Encode(Honest(got))));
    }

    public ScriptOpinion Describe(ScriptQuestion question) =>
        Calls(new ScriptOpinion(Address.Of(question.Script, question.Prefix), "described(" + Convert.ToHexStringLower(question.Key) + ")", ""));

    public void Dispose()
    {
    }

    private SpendOpinion Honest(SpendQuestion question)
    {
        Transaction transaction = new(
            question.Version,
            [.. question.Inputs.Select(input => new TransactionInput(input.Txid, input.Vout, input.Sequence))],
            [.. question.Outputs.Select(output => new TransactionOutput(output.Sat, output.Script))],
            question.Locktime);
        Psbt psbt = Psbt.Parse(question.Psbt);
        TransactionOutput[] spent = [.. question.Inputs.Select(input => new TransactionOutput(input.Sat, input.Script))];
        InputSpend spend = new(transaction, question.InputIndex, spent, question.WitnessScript, question.SighashType, psbt);
        return new SpendOpinion(transaction.Txid, psbt.Transaction.Txid, spend.Sighash(question.Key), IsSigned(spend, question), "");
    }

    private bool IsSigned(InputSpend spend, SpendQuestion question)
    {
        try
        {
            _check.RequireSpend(spend, question.Signature, question.Key, "what a test asks");
            return true;
        }
        catch (SignatureMismatchException)
        {
            return false;
        }
    }
}
