namespace Holdfast.Lightning;

/// <summary>
/// The transaction by which an lnd watchtower brings a revoked to_local home: it rebuilds it bit for bit from what a backup says, so sequence, lock time, weight and
/// rounding are the tower's. One input with sequence 0, one output.
/// </summary>
public static class JusticeTransaction
{
    private const int WeightOfWitnessKey = 487;
    private const int WeightOfTaproot = 535;
    private const int WitnessKeyBytes = 22;
    private const ulong DustOfWitnessKeySat = 294;
    private const ulong DustOfTaprootSat = 330;

    /// <summary>Of the transaction with its witness, as towers count it: one less for channels without anchors.</summary>
    public static int Weight(byte[] sweepScript, bool hasAnchors)
    {
        int weight = sweepScript.Length == WitnessKeyBytes ? WeightOfWitnessKey : WeightOfTaproot;
        return hasAnchors ? weight : weight - 1;
    }

    public static ulong FeeSat(int weight, uint feeratePerKw)
    {
        return (ulong)feeratePerKw * (ulong)weight / 1000;
    }

    /// <summary>The transaction; null when the output would be dust.</summary>
    /// <param name="txid">Of the commitment, internal byte order.</param>
    /// <param name="vout">Of its to_local.</param>
    /// <param name="sat">The amount there.</param>
    /// <param name="witnessScript">What to_local pays to.</param>
    public static WalletTransaction Build(byte[] txid, uint vout, ulong sat, byte[] witnessScript, byte[] sweepScript, bool hasAnchors, uint feeratePerKw)
    {
        ulong feeSat = FeeSat(Weight(sweepScript, hasAnchors), feeratePerKw);
        ulong dustSat = sweepScript.Length == WitnessKeyBytes ? DustOfWitnessKeySat : DustOfTaprootSat;
        if (sat < feeSat || sat - feeSat < dustSat)
        {
            return null;
        }

        return new WalletTransaction(2, 0,
            new TransactionInput[] { new TransactionInput(txid, vout, 0, sat, Scripts.PayToWitnessScript(witnessScript)) },
            new TransactionOutput[] { new TransactionOutput(sat - feeSat, sweepScript) });
    }
}
