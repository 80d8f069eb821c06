namespace Holdfast.Policy;

/// <summary>Promises are made, and orders forgotten, only for an order that the vault remembers; new promises only while its fee was not kept.</summary>
public static class OrderIsOpen
{
    public const string Tag = "holdfast-jit-order";

    public static void Require(bool isOpen)
    {
        if (!isOpen)
        {
            throw new Refusal(nameof(OrderIsOpen), Tag,
                "The vault has no such order, or its fee was kept already; look at ReadJitOrders.");
        }
    }
}
