namespace Holdfast.Policy;

/// <summary>Each part expires so late that there is time to claim it, on chain if need be.</summary>
public static class ClaimLeavesTime
{
    public const string Tag = "holdfast-claim-guard";

    /// <param name="height">What the device knows of the present height, or the host says; the larger of both.</param>
    public static void Require(uint earliestExpiry, ulong height, Limits limits)
    {
        if (earliestExpiry < height + (ulong)limits.ClaimGuardBlocksMin)
        {
            throw new Refusal(nameof(ClaimLeavesTime), Tag,
                "A part of the payment expires in less than " + limits.ClaimGuardBlocksMin.ToString() + " blocks; let the payment fail, and ask for more time in invoices.");
        }
    }
}
