namespace Holdfast.Policy;

/// <summary>What is approved without the button in an hour and in a day is within the limits.</summary>
public static class VelocityWithinLimit
{
    public const string Tag = "policy-commitment-payment-velocity";

    public static void Require(bool fits, bool ownerAgrees)
    {
        if (!fits && !ownerAgrees)
        {
            throw new Refusal(nameof(VelocityWithinLimit), Tag,
                "What may be approved without the button in an hour or a day is used up, and the owner did not press; press the button, or wait.");
        }
    }
}
