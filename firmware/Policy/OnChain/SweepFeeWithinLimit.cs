namespace Holdfast.Policy;

/// <summary>
/// A sweep pays miners at most the limit: what it spends minus what it brings home. The amount it spends is part of what is signed, so
/// it cannot be misstated. A penalty that comes to the wallet may pay more than the others.
/// </summary>
public static class SweepFeeWithinLimit
{
    public const string Tag = "policy-sweep-fee-range";

    public static void Require(ulong inputSat, ulong outputSat, int sizeBytes, int scriptBytes, uint feeratePerKwMax)
    {
        ulong weight = 4UL * (ulong)sizeBytes + WitnessWeight + (ulong)scriptBytes;
        if (outputSat > inputSat || inputSat - outputSat > (ulong)feeratePerKwMax * weight / 1000)
        {
            throw new Refusal(nameof(SweepFeeWithinLimit), Tag, "The sweep pays more to miners than the limit allows; sweep with a lower fee.");
        }
    }

    // Signature, preimage or revocation selector, and the lengths around them.
    private const ulong WitnessWeight = 120;
}
