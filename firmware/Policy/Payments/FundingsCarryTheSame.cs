namespace Holdfast.Policy;

/// <summary>
/// A commitment number carries the same payments on every live funding and gives the holder the same. Otherwise a payment could be counted on one funding and made on the one
/// that confirms.
/// </summary>
public static class FundingsCarryTheSame
{
    public const string Tag = "holdfast-fundings-agree";

    public static void Require(bool isSame)
    {
        if (!isSame)
        {
            throw new Refusal(nameof(FundingsCarryTheSame), Tag,
                "This commitment number carries other payments on another live funding; begin with the funding in use and repeat its payments on the others.");
        }
    }
}
