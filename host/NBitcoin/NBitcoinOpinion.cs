using Holdfast.SecondOpinion;
using NBitcoin;
using NBitcoin.Crypto;
using NBitcoin.WalletPolicies;

namespace Holdfast.NBitcoin;

/// <summary>
/// Rebuilds each transaction from its numbers with NBitcoin, reads its PSBT with NBitcoin, and verifies the device's signature with NBitcoin's own curve. No line
/// of Holdfast's transactions, hashes or curve is used here.
/// </summary>
internal sealed class NBitcoinOpinion : ISecondOpinion
{
    private static readonly Network[] s_networks = [Network.Main, Network.TestNet, Network.RegTest];

    public string Name { get; } = "NBitcoin " + (typeof(Transaction).Assembly.GetName().Version?.ToString(3) ?? "of an unknown version");

    public SpendOpinion Judge(SpendQuestion question)
    {
        try
        {
            Transaction transaction = Rebuild(question);
            TxOut[] spent = [.. question.Inputs.Select(input => new TxOut(Money.Satoshis(input.Sat), ScriptOf(input.Script)))];
            bool isTaproot = question.Key.Length == 32;
            uint256 hash = isTaproot ? Bip341(transaction, question, spent) : Bip143(transaction, question, spent[question.InputIndex]);
            bool isSigned = isTaproot ? IsSchnorr(question, spent[question.InputIndex], hash) : IsEcdsa(question, hash);
            byte[] ofPsbt = question.Psbt.Length == 0 ? [] : Load(question.Psbt).GetGlobalTransaction().GetHash().ToBytes();
            return new SpendOpinion(transaction.GetHash().ToBytes(), ofPsbt, hash.ToBytes(), isSigned, "");
        }
        catch (Exception unable) when (unable is not OutOfMemoryException)
        {
            return SpendOpinion.Unable(unable.GetType().Name + ": " + unable.Message);
        }
    }

    public ScriptOpinion Describe(ScriptQuestion question)
    {
        try
        {
            Script script = ScriptOf(question.Script);
            string address = script.GetDestinationAddress(NetworkOf(question.Prefix))?.ToString() ?? "";
            string descriptor = question.Key.Length > 0 ? OfKey(script, new PubKey(question.Key)) : address.Length > 0 ? $"addr({address})" : $"raw({script.ToHex()})";
            return new ScriptOpinion(address, Miniscript.AddChecksum(descriptor), "");
        }
        catch (Exception unable) when (unable is not OutOfMemoryException)
        {
            return new ScriptOpinion("", "", unable.GetType().Name + ": " + unable.Message);
        }
    }

    public void Dispose()
    {
    }

    private static Transaction Rebuild(SpendQuestion question)
    {
        Transaction transaction = Network.Main.CreateTransaction();
        transaction.Version = question.Version;
        transaction.LockTime = new LockTime(question.Locktime);
        foreach (SpentInput input in question.Inputs)
        {
            transaction.Inputs.Add(new OutPoint(new uint256(input.Txid), input.Vout), null, null, new Sequence(input.Sequence));
        }

        foreach (PaidOutput output in question.Outputs)
        {
            transaction.Outputs.Add(new TxOut(Money.Satoshis(output.Sat), ScriptOf(output.Script)));
        }

        return transaction;
    }

    /// <summary>A coin with a script that does not belong to its output is one that NBitcoin does not make.</summary>
    private static uint256 Bip143(Transaction transaction, SpendQuestion question, TxOut spent)
    {
        Coin coin = new(transaction.Inputs[question.InputIndex].PrevOut, spent);
        if (question.WitnessScript.Length > 0)
        {
            coin = coin.ToScriptCoin(ScriptOf(question.WitnessScript));
        }
        else if (!spent.ScriptPubKey.IsScriptType(ScriptType.P2WPKH))
        {
            coin = coin.ToScriptCoin(new PubKey(question.Key).WitHash.ScriptPubKey);
        }

        return transaction.Inputs.FindIndexedInput(question.InputIndex).GetSignatureHash(coin, (SigHash)question.SighashType);
    }

    private static uint256 Bip341(Transaction transaction, SpendQuestion question, TxOut[] spent) =>
        transaction.GetSignatureHashTaproot(spent, new TaprootExecutionData(question.InputIndex) { SigHash = (TaprootSigHash)question.SighashType });

    private static bool IsSchnorr(SpendQuestion question, TxOut spent, uint256 hash) =>
        SchnorrSignature.TryParse(question.Signature, out SchnorrSignature? signature)
        && TaprootPubKey.TryCreate(question.Key, out TaprootPubKey? key)
        && spent.ScriptPubKey == key.ScriptPubKey
        && key.VerifySignature(hash, signature);

    /// <summary>The key is in the script, by itself or by its hash.</summary>
    private static bool IsEcdsa(SpendQuestion question, uint256 hash)
    {
        PubKey key = new(question.Key);
        byte[] script = question.WitnessScript.Length > 0 ? question.WitnessScript : question.Inputs[question.InputIndex].Script;
        bool isInScript = Holds(script, question.Key) || Holds(script, key.Hash.ToBytes()) || ScriptOf(script) == key.WitHash.ScriptPubKey.Hash.ScriptPubKey;
        return isInScript && ECDSASignature.TryParseFromCompact(question.Signature, out ECDSASignature? signature) && key.Verify(hash, signature);
    }

    private static bool Holds(byte[] script, byte[] part) => script.AsSpan().IndexOf(part) >= 0;

    /// <summary>The wallet's key itself, where it is the one that the script pays to.</summary>
    private static string OfKey(Script script, PubKey key)
    {
        if (script == key.WitHash.ScriptPubKey)
        {
            return $"wpkh({key.ToHex()})";
        }

        return script == key.TaprootInternalKey.GetTaprootFullPubKey().ScriptPubKey
            ? $"tr({key.TaprootInternalKey})"
            : throw new FormatException("the script does not pay to the key that is said to be its own");
    }

    /// <summary>The network matters only to extended keys in the PSBT, which belong to one of them.</summary>
    private static PSBT Load(byte[] bytes)
    {
        for (int i = 0; ; i++)
        {
            try
            {
                return PSBT.Load(bytes, s_networks[i]);
            }
            catch (FormatException) when (i + 1 < s_networks.Length)
            {
                // Perhaps of the next network.
            }
        }
    }

    private static Network NetworkOf(string prefix) => prefix switch
    {
        "bc" => Network.Main,
        "tb" => Network.TestNet,
        "bcrt" => Network.RegTest,
        _ => throw new FormatException("a network that is not known: " + prefix),
    };

    private static Script ScriptOf(byte[] bytes) => new(bytes);
}
