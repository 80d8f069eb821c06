namespace Holdfast.Policy;

/// <summary>A preimage is released only to a payment with the payment secret of its invoice, so that who only guesses the hash learns nothing.</summary>
public static class SecretIsPromised
{
    public const string Tag = "holdfast-payment-secret";

    public static void Require(bool isSame)
    {
        if (!isSame)
        {
            throw new Refusal(nameof(SecretIsPromised), Tag, "The payment secret is not that of the promise; let the payment fail.");
        }
    }
}
