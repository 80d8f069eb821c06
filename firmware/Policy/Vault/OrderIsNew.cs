namespace Holdfast.Policy;

/// <summary>No two open orders are about the same channel of the same provider, so that a path says which terms it has.</summary>
public static class OrderIsNew
{
    public const string Tag = "holdfast-jit-known";

    public static void Require(bool isNew)
    {
        if (!isNew)
        {
            throw new Refusal(nameof(OrderIsNew), Tag,
                "Another open order has this provider and this channel with other terms; forget that order first, or ask the provider for another one.");
        }
    }
}
