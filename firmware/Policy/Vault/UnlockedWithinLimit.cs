namespace Holdfast.Policy;

/// <summary>What comes in on channels that are not locked yet, from a provider that is trusted so far, is within the limit.</summary>
public static class UnlockedWithinLimit
{
    public const string Tag = "holdfast-zeroconf-limit";

    public static void Require(ulong unlockedMsat, Limits limits)
    {
        if (unlockedMsat > limits.ZeroConfMsatMax)
        {
            throw new Refusal(nameof(UnlockedWithinLimit), Tag,
                "More than ZeroConfMsatMax came in on a channel that is not locked yet; wait for its funding, or let the payment fail.");
        }
    }
}
