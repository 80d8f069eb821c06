namespace Holdfast.Policy;

/// <summary>An own payment is within the limit, with or without the button.</summary>
public static class PaymentWithinLimit
{
    public const string Tag = "holdfast-payment-limit";

    public static void Require(ulong amountMsat, Limits limits)
    {
        if (amountMsat > limits.PaymentMsatMax)
        {
            throw new Refusal(nameof(PaymentWithinLimit), Tag,
                "The payment is larger than the limit of " + limits.PaymentMsatMax.ToString() + " msat; the owner can raise PaymentMsatMax.");
        }
    }
}
