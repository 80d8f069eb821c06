namespace Holdfast.Policy;

/// <summary>A promise with an order expires no later than the terms, and its amount is one that they are for and more than their fee.</summary>
public static class PromiseFitsOrder
{
    public const string Tag = "holdfast-jit-promise";

    public static void Require(bool fits)
    {
        if (!fits)
        {
            throw new Refusal(nameof(PromiseFitsOrder), Tag,
                "This promise does not fit its order: it expires after the terms, or its amount is not the size that they are for.");
        }
    }
}
