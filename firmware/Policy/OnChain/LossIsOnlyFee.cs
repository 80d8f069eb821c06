namespace Holdfast.Policy;

/// <summary>
/// What a transaction takes from us (our inputs and channel balances before, minus those after) is at most a sensible fee, or the owner agrees.
/// Amounts that others bring in or take out do not count, so nothing depends on what is claimed about them.
/// </summary>
public static class LossIsOnlyFee
{
    public const string Tag = "policy-onchain-fee-range";

    public static void Require(ulong beforeSat, ulong afterSat, int sizeBytes, int inputs, bool ownerAgrees, Limits limits)
    {
        if (Exceeds(beforeSat, afterSat, sizeBytes, inputs, limits) && !ownerAgrees)
        {
            throw new Refusal(Tag, "The transaction takes more from us than a fee within the limit; the owner's button allows it.");
        }
    }

    /// <summary>True when more leaves us than the largest fee for a transaction of this size, so that the owner has to be asked.</summary>
    public static bool Exceeds(ulong beforeSat, ulong afterSat, int sizeBytes, int inputs, Limits limits)
    {
        ulong weight = 4UL * (ulong)sizeBytes + WitnessWeight * (ulong)inputs;
        ulong feeMax = (ulong)limits.OnChainFeeratePerKwMax * weight / 1000;
        return beforeSat > afterSat && beforeSat - afterSat > feeMax;
    }

    // The largest witness among the inputs we sign, the 2-of-2 of a funding output.
    private const ulong WitnessWeight = 222;
}
