namespace Holdfast.Policy;

/// <summary>What must hold before channel money is brought home from the chain. Which of these lists a kind of sweep has, and in which order, is in RULES.md.</summary>
public static class SweepRules
{
    public static void RequireFee(uint version, int outputs, ulong inputSat, ulong outputSat, int sizeBytes, int scriptBytes, uint feeratePerKwMax)
    {
        SweepIsStandard.Require(version, outputs);
        SweepFeeWithinLimit.Require(inputSat, outputSat, sizeBytes, scriptBytes, feeratePerKwMax);
    }

    /// <summary>The witness script of the output that is spent.</summary>
    public static void RequireScript(byte[] script, byte[] expected)
    {
        SweepScriptIsOurs.Require(script, expected);
    }

    public static void RequireWait(uint sequence, uint blocks)
    {
        SweepSequenceFits.Require(sequence, blocks);
    }

    /// <summary>The holder's own HTLC transaction, but for its fee.</summary>
    public static void RequireHtlcTransaction(int outputs, byte[] output, byte[] expected, uint locktime, bool isOffered, uint sequence, uint blocks)
    {
        HtlcTransactionIsOurs.Require(outputs, output, expected);
        HtlcLocktimeFits.Require(locktime, isOffered);
        SweepSequenceFits.Require(sequence, blocks);
    }

    /// <summary>The holder's own HTLC transaction where others may add inputs and outputs.</summary>
    public static void RequireHtlcValue(ulong htlcSat, ulong outputSat)
    {
        HtlcKeepsItsValue.Require(htlcSat, outputSat);
    }

    public static void RequireDestination(bool isHome, bool ownerAgrees)
    {
        SweepDestinationIsOurs.Require(isHome, ownerAgrees);
    }
}
