namespace Holdfast.Policy;

/// <summary>An invoice for a payment hash of the vault says what was promised: the amount, the payment secret, no later expiry, and no less time to claim.</summary>
public static class InvoiceIsPromised
{
    public const string Tag = "holdfast-promise-kept";

    public static void Require(bool isKept)
    {
        if (!isKept)
        {
            throw new Refusal(nameof(InvoiceIsPromised), Tag,
                "This invoice does not say what was promised for its payment hash: amount, payment secret, expiry or min_final_cltv_expiry; make it from the promise.");
        }
    }
}
