namespace Holdfast.Policy;

/// <summary>With a chain in force, no invoice is approved after it expired.</summary>
public static class InvoiceNotExpired
{
    public const string Tag = "policy-invoice-not-expired";

    public static void Require(bool isInForce, ulong time, ulong expires)
    {
        if (isInForce && time > expires)
        {
            throw new Refusal(nameof(InvoiceNotExpired), Tag, "The invoice has expired by the time of the block chain; ask the payee for a new one.");
        }
    }
}
