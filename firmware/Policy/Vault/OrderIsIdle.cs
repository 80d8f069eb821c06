namespace Holdfast.Policy;

/// <summary>An order is forgotten only while no payment of its open promises is in flight.</summary>
public static class OrderIsIdle
{
    public const string Tag = "holdfast-jit-in-flight";

    public static void Require(bool isIdle)
    {
        if (!isIdle)
        {
            throw new Refusal(nameof(OrderIsIdle), Tag,
                "A payment by this order is in flight; settle it, let it fail, or cancel its promise.");
        }
    }
}
