namespace Holdfast.Policy;

/// <summary>
/// A close pays miners no more than the limit. Its weight is that of two large outputs, so the bound is generous.
/// </summary>
public static class CloseFeeWithinLimit
{
    public const string Tag = "policy-mutual-fee-range";

    public static void Require(ulong feeSat, Limits limits)
    {
        if (feeSat > (ulong)limits.OnChainFeeratePerKwMax * ClosingWeight / 1000)
        {
            throw new Refusal(nameof(CloseFeeWithinLimit), Tag, "The close pays more to miners than the limit allows; close with a lower fee.");
        }
    }

    // One 2-of-2 input with its witness and two P2WSH or P2TR outputs.
    private const ulong ClosingWeight = 772;
}
