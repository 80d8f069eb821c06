namespace Holdfast.SecondOpinion;

/// <summary>Compares what Holdfast has computed with the second opinion. Every difference is an exception, so it cannot be overlooked.</summary>
public static class Comparison
{
    private const string Stopped = " Nothing was passed on. Please report this, with the transaction; until it is explained, one of the two is wrong";

    /// <param name="what">What was signed, for people: "a wallet input".</param>
    /// <param name="txid">As Holdfast computes it, internal byte order.</param>
    /// <param name="sighash">The hash against which Holdfast has verified the signature.</param>
    /// <exception cref="OpinionDiffersException">The two do not agree.</exception>
    /// <exception cref="OpinionAwayException">There is no answer.</exception>
    public static void Require(ISecondOpinion other, string what, SpendQuestion question, byte[] txid, byte[] sighash)
    {
        SpendOpinion opinion = other.Judge(question);
        if (opinion.Trouble.Length > 0)
        {
            throw new OpinionDiffersException($"{other.Name} cannot judge the signature of {what}: {opinion.Trouble}.{Stopped}");
        }

        RequireSame(other, what, "transaction id", IdOf(opinion.Txid), IdOf(txid));
        RequireSame(other, what, "id of the transaction in the PSBT", IdOf(opinion.PsbtTxid), question.Psbt.Length == 0 ? "" : IdOf(txid));
        RequireSame(other, what, "hash to sign", Convert.ToHexStringLower(opinion.Sighash), Convert.ToHexStringLower(sighash));
        if (!opinion.IsSigned)
        {
            throw new OpinionDiffersException($"{other.Name} rejects the device's signature of {what}, which Holdfast accepts.{Stopped}");
        }
    }

    /// <param name="address">As Holdfast writes it.</param>
    /// <returns>What the other library says of the script.</returns>
    /// <exception cref="OpinionDiffersException">The two do not agree.</exception>
    /// <exception cref="OpinionAwayException">There is no answer.</exception>
    public static ScriptOpinion Describe(ISecondOpinion other, ScriptQuestion question, string address)
    {
        ScriptOpinion opinion = other.Describe(question);
        if (opinion.Trouble.Length > 0)
        {
            throw new OpinionDiffersException($"{other.Name} cannot name the script {Convert.ToHexStringLower(question.Script)}: {opinion.Trouble}.{Stopped}");
        }

        // Holdfast writes a script without a witness program as hexadecimal digits, which is no address to compare.
        if (!address.Contains(' ', StringComparison.Ordinal))
        {
            RequireSame(other, "an output", "address", opinion.Address, address);
        }

        return opinion;
    }

    private static void RequireSame(ISecondOpinion other, string what, string name, string theirs, string ours)
    {
        if (theirs != ours)
        {
            throw new OpinionDiffersException(
                $"{other.Name} and Holdfast do not agree about {what}: the {name} is {Shown(theirs)} for the one and {Shown(ours)} for the other.{Stopped}");
        }
    }

    private static string Shown(string value) => value.Length == 0 ? "missing" : value;

    /// <summary>As people know it: the other way round.</summary>
    private static string IdOf(byte[] txid) => Convert.ToHexStringLower([.. txid.Reverse()]);
}
