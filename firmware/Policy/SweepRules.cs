namespace Holdfast.Policy;

/// <summary>What must hold before channel money is brought home from the chain. Scripts, delays and destinations follow kind by kind.</summary>
public static class SweepRules
{
    public static void RequireFee(uint version, int outputs, ulong inputSat, ulong outputSat, int sizeBytes, int scriptBytes, uint feeratePerKwMax)
    {
        SweepIsStandard.Require(version, outputs);
        SweepFeeWithinLimit.Require(inputSat, outputSat, sizeBytes, scriptBytes, feeratePerKwMax);
    }
}
