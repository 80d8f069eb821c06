namespace Holdfast.Policy;

/// <summary>
/// An incoming payment that is paid on expires later than the outgoing one by the limit, so that there is time to claim it on chain. With a chain in force its own expiry is as far
/// away.
/// </summary>
public static class ExpiryLeavesTime
{
    public const string Tag = "policy-routing-cltv-delta";

    public static void Require(bool isLate)
    {
        if (isLate)
        {
            throw new Refusal(nameof(ExpiryLeavesTime), Tag,
                "The incoming payment expires too early for what would be paid on; raise the node's cltv-delta, or let the payment fail.");
        }
    }
}
