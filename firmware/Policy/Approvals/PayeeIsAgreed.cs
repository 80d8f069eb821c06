namespace Holdfast.Policy;

/// <summary>Only the owner's button puts a payee on the list.</summary>
public static class PayeeIsAgreed
{
    public const string Tag = "policy-commitment-payment-allowlisted";

    public static void Require(bool isAllowed)
    {
        if (!isAllowed)
        {
            throw new Refusal(nameof(PayeeIsAgreed), Tag, "The owner did not press the button, so the payee was not put on the list.");
        }
    }
}
