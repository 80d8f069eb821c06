namespace Holdfast.Policy;

/// <summary>Without an order nothing is kept of a payment; with one, each part and what was kept of it are together what the payer has sent.</summary>
public static class NothingIsKept
{
    public const string Tag = "holdfast-jit-skim";

    public static void Require(bool isExplained)
    {
        if (!isExplained)
        {
            throw new Refusal(nameof(NothingIsKept), Tag,
                "A part of the payment is less than what the payer has sent, and no order explains it; let the payment fail.");
        }
    }
}
