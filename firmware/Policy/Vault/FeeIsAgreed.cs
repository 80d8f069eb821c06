namespace Holdfast.Policy;

/// <summary>What was kept of a payment is no more than the terms of its order say.</summary>
public static class FeeIsAgreed
{
    public const string Tag = "holdfast-jit-fee";

    public static void Require(ulong keptMsat, ulong feeMsat)
    {
        if (keptMsat > feeMsat)
        {
            throw new Refusal(nameof(FeeIsAgreed), Tag,
                "The provider has kept more than was agreed; let the payment fail.");
        }
    }
}
