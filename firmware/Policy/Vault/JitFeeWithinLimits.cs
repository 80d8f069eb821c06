namespace Holdfast.Policy;

/// <summary>What a provider may keep is within the limits, or the owner agrees.</summary>
public static class JitFeeWithinLimits
{
    public const string Tag = "holdfast-jit-limit";

    public static void Require(bool isWithin, bool ownerAgrees)
    {
        if (!isWithin && !ownerAgrees)
        {
            throw new Refusal(nameof(JitFeeWithinLimits), Tag,
                "The provider would keep more than JitFeeMsatMax or JitFeePpmMax allow; use the owner's button, or ask for other terms.");
        }
    }
}
