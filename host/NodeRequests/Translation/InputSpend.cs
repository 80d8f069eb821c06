using Holdfast.NodeRequests.Bitcoin;
using Holdfast.SecondOpinion;

namespace Holdfast.NodeRequests.Translation;

/// <summary>An input of a transaction that the device was asked to sign: all that its signature is over.</summary>
/// <param name="Spent">What the inputs spend, in order; the default where nobody said it and the signature does not cover it.</param>
/// <param name="WitnessScript">Empty where a key alone opens the output.</param>
/// <param name="SighashType">0 for taproot's default.</param>
internal sealed record InputSpend(Transaction Transaction, int InputIndex, TransactionOutput[] Spent, byte[] WitnessScript, byte SighashType, Psbt Psbt)
{
    /// <summary>The spend of one output whose script and amount are known; BIP 143 covers those of no other input.</summary>
    public static InputSpend Of(Psbt psbt, int inputIndex, ulong amountSat, byte[] witnessScript, byte sighashType)
    {
        TransactionOutput[] spent = [.. psbt.Transaction.Inputs.Select(_ => new TransactionOutput(0, []))];
        spent[inputIndex] = new TransactionOutput(amountSat, ScriptShape.P2wsh(witnessScript));
        return new InputSpend(psbt.Transaction, inputIndex, spent, witnessScript, sighashType, psbt);
    }

    /// <param name="key">33 bytes for ECDSA, 32 for BIP 340.</param>
    public byte[] Sighash(byte[] key) => IsTaproot(key)
        ? SignatureHash.Bip341(Transaction, InputIndex, Spent)
        : SignatureHash.Bip143(
            Transaction, InputIndex, WitnessScript.Length > 0 ? WitnessScript : ScriptShape.P2wpkhScriptCode(key), Spent[InputIndex].AmountSat, SighashType);

    public static bool IsTaproot(byte[] key) => key.Length == 32;

    /// <summary>For another library, which computes id and hash itself.</summary>
    public SpendQuestion Question(byte[] key, byte[] signature) => new()
    {
        Psbt = Psbt.Serialize(),
        Version = Transaction.Version,
        Locktime = Transaction.Locktime,
        Inputs = [.. Transaction.Inputs.Select((input, i) => new SpentInput(input.Txid, input.Vout, input.Sequence, Spent[i].AmountSat, Spent[i].Script))],
        Outputs = [.. Transaction.Outputs.Select(output => new PaidOutput(output.AmountSat, output.Script))],
        InputIndex = InputIndex,
        WitnessScript = WitnessScript,
        SighashType = SighashType,
        Key = key,
        Signature = signature,
    };
}
