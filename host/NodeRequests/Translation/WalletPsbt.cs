using Holdfast.Bytes;
using Holdfast.NodeRequests.Bitcoin;
using Holdfast.NodeRequests.Wire;
using Holdfast.Protocol;
using Holdfast.SecondOpinion;
using Address = Holdfast.Lightning.Address;

namespace Holdfast.NodeRequests.Translation;

/// <summary>
/// A PSBT that a person wants to have signed with the wallet's keys, as `holdfast sign-psbt` gets it: which inputs are the wallet's, and what it does, in words. Its
/// signatures are asked for as those of a withdrawal of the node.
/// </summary>
internal sealed class WalletPsbt
{
    private const byte SighashDefault = 0;

    private readonly NodeFacts _node;
    private readonly Psbt _psbt;
    private readonly ISecondOpinion? _second;

    public WalletPsbt(NodeFacts node, Psbt psbt, ISecondOpinion? second)
    {
        _node = node;
        _psbt = psbt;
        _second = second;
        Own = [.. psbt.Inputs.Select((_, i) => OwnAt(i)).OfType<Utxo>()];
    }

    /// <summary>What it spends of the wallet.</summary>
    public Utxo[] Own { get; }

    /// <summary>One sentence a line: every input and output with its address, and the fee. What the other library calls an address must be the same.</summary>
    /// <exception cref="OpinionDiffersException">It is not.</exception>
    public string[] Text() => [Heading, .. _psbt.Inputs.Select((_, i) => InputText(i)), .. _psbt.Outputs.Select((_, i) => OutputText(i)), FeeText()];

    private Transaction Transaction => _psbt.Transaction;

    private string Heading => "transaction " + IdOf(Transaction.Txid);

    private string Prefix => _node.Network switch { Network.Bitcoin => "bc", Network.Regtest => "bcrt", _ => "tb" };

    private Utxo? OwnAt(int index)
    {
        if (_psbt.SpentBy(index) is not TransactionOutput spent || _node.WalletIndexOfInput(_psbt.Inputs[index], spent.Script) is not uint key)
        {
            return null;
        }

        byte expected = ScriptShape.IsP2tr(spent.Script) ? SighashDefault : SignatureHash.All;
        if (_psbt.Inputs[index].Find(PsbtField.InputSighashType) is byte[] type && !Check.Same(type, [expected, 0, 0, 0]))
        {
            string covering = expected == SighashDefault ? "DEFAULT" : "ALL";
            throw new MalformedException($"input {index} asks for another sighash type than the one that covers the whole transaction ({covering})");
        }

        TransactionInput input = Transaction.Inputs[index];
        return new Utxo(input.Txid, input.Vout, spent.AmountSat, key, IsWrapped: false, spent.Script, Close: null);
    }

    private string InputText(int index)
    {
        TransactionInput input = Transaction.Inputs[index];
        string outpoint = $"spends {IdOf(input.Txid)}:{input.Vout}";
        return _psbt.SpentBy(index) is not TransactionOutput spent ? outpoint + ", which the PSBT does not describe"
            : $"{outpoint}: {spent.AmountSat} sat of {WhoseAt(spent.Script, _node.WalletIndexOfInput(_psbt.Inputs[index], spent.Script))}";
    }

    private string OutputText(int index)
    {
        TransactionOutput output = Transaction.Outputs[index];
        return $"pays {output.AmountSat} sat to {WhoseAt(output.Script, _node.WalletIndexOf(_psbt.Outputs[index], output.Script))}";
    }

    private string WhoseAt(byte[] script, uint? key)
    {
        string address = Address.Of(script, Prefix);
        string whose = key == null ? address : $"the wallet (key {key}), {address}";
        return _second == null ? whose
            : $"{whose}, {Comparison.Describe(_second, new ScriptQuestion(Prefix, script, key is uint index ? _node.WalletPoint(index) : []), address).Descriptor}";
    }

    private string FeeText()
    {
        UInt128 paid = Sum(Transaction.Outputs);
        TransactionOutput?[] spent = [.. _psbt.Inputs.Select((_, i) => _psbt.SpentBy(i))];
        UInt128 held = Sum(spent.OfType<TransactionOutput>());
        return spent.Contains(null) ? "fee: unknown, because the PSBT does not describe every input"
            : held < paid ? "it pays more than it spends, so it can never confirm"
            : $"fee: {held - paid} sat";
    }

    private static UInt128 Sum(IEnumerable<TransactionOutput> outputs) => outputs.Aggregate(UInt128.Zero, (sum, output) => sum + output.AmountSat);

    private static string IdOf(byte[] txid) => Convert.ToHexStringLower([.. txid.Reverse()]);
}
