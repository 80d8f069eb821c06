namespace Holdfast.Policy;

/// <summary>With a chain in force, a lease ends within the limit after the newest block that was shown.</summary>
public static class LeaseEndsInTime
{
    public const string Tag = "holdfast-lease-end";

    /// <param name="tipHeight">Of the newest block that was shown.</param>
    public static void Require(uint endBlock, bool isInForce, int tipHeight, Limits limits)
    {
        if (isInForce && endBlock > (ulong)tipHeight + (ulong)limits.LeaseBlocksMax)
        {
            throw new Refusal(nameof(LeaseEndsInTime), Tag, "The lease would end at block " + endBlock.ToString() + ", more than " + limits.LeaseBlocksMax.ToString()
                + " blocks after the newest block that was shown; offer a shorter lease, or show newer headers.");
        }
    }
}
