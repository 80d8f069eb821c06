namespace Holdfast.Policy;

/// <summary>Nothing leaves for a payment for which nothing comes in and to which the owner has not agreed, or the owner agrees to it now.</summary>
public static class PaymentIsInvoiced
{
    public const string Tag = "policy-commitment-payment-invoiced";

    public static void Require(ulong uncoveredMsat, bool ownerAgrees)
    {
        if (uncoveredMsat != 0 && !ownerAgrees)
        {
            throw new Refusal(nameof(PaymentIsInvoiced), Tag, "Nothing covers this payment; approve its invoice first, or use the owner's button.");
        }
    }
}
