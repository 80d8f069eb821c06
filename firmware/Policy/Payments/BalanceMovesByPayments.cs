namespace Holdfast.Policy;

/// <summary>
/// From one commitment to the next the holder owns less only by payments: by HTLCs that are added, and by no more than all that are too small to be listed can be together.
/// An opener's fee counts as the opener's before and after.
/// </summary>
public static class BalanceMovesByPayments
{
    public const string Tag = "policy-routing-deltas-only-htlc";

    public static void Require(bool isExplained)
    {
        if (!isExplained)
        {
            throw new Refusal(nameof(BalanceMovesByPayments), Tag, "The holder would own less than the payments explain; repeat the last content, or close the channel.");
        }
    }
}
