namespace Holdfast.Policy;

/// <summary>
/// No channel is larger than the limit.
/// </summary>
public static class FundingWithinLimit
{
    public const string Tag = "policy-funding-max";

    public static void Require(ulong valueSat, Limits limits)
    {
        if (valueSat > limits.FundingSatMax)
        {
            throw new Refusal(nameof(FundingWithinLimit), Tag, "The channel is larger than the limit of " + limits.FundingSatMax.ToString() + " sat; open a smaller channel.");
        }
    }
}
