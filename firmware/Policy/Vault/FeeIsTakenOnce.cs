namespace Holdfast.Policy;

/// <summary>The fee of an order is kept of one payment.</summary>
public static class FeeIsTakenOnce
{
    public const string Tag = "holdfast-jit-once";

    public static void Require(bool isTaken, ulong keptMsat)
    {
        if (isTaken && keptMsat != 0)
        {
            throw new Refusal(nameof(FeeIsTakenOnce), Tag,
                "The fee of this order was kept of another payment already; let the payment fail.");
        }
    }
}
