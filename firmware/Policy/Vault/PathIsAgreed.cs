namespace Holdfast.Policy;

/// <summary>A path through the channel of an order is for a promise of that order, begins at its provider, and says exactly its terms: its delta, and no fees.</summary>
public static class PathIsAgreed
{
    public const string Tag = "holdfast-jit-path";

    public static void Require(bool isAgreed)
    {
        if (!isAgreed)
        {
            throw new Refusal(nameof(PathIsAgreed), Tag,
                "This path does not say what its order says: provider, channel, delta, no fees and no least amount; make it from ReadJitOrders.");
        }
    }
}
