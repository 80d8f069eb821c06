namespace Holdfast.Policy;

/// <summary>
/// What transactions of the wallet and splices cost without the owner's button stays within a limit over time, so that many small fees are not a large loss.
/// </summary>
public static class FeesWithinDay
{
    public const string Tag = "policy-onchain-fee-range";

    /// <param name="levelSat">What such transactions have cost before, less what time has taken off (RULES.md, "Fees over time").</param>
    public static void Require(ulong levelSat, ulong lostSat, Limits limits, bool ownerAgrees)
    {
        if (Exceeds(levelSat, lostSat, limits) && !ownerAgrees)
        {
            throw new Refusal(nameof(FeesWithinDay), Tag, "With this transaction, fees exceed " + limits.FeesDaySatMax.ToString()
                + " sat in a day; wait some hours, or let the owner press the button.");
        }
    }

    /// <summary>True when the owner has to be asked.</summary>
    public static bool Exceeds(ulong levelSat, ulong lostSat, Limits limits)
    {
        return lostSat > limits.FeesDaySatMax || levelSat > limits.FeesDaySatMax - lostSat;
    }
}
