namespace Holdfast.Policy;

/// <summary>An invoice with an order leads through the channel of its terms, as they say, and no other way.</summary>
public static class HintIsAgreed
{
    public const string Tag = "holdfast-jit-hint";

    public static void Require(bool isAgreed)
    {
        if (!isAgreed)
        {
            throw new Refusal(nameof(HintIsAgreed), Tag,
                "This invoice does not have exactly the one route hint that its order says: provider, channel, delta, and no fees; make it from ReadJitOrders.");
        }
    }
}
