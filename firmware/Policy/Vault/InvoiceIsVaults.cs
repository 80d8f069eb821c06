namespace Holdfast.Policy;

/// <summary>Where the owner wants it, only invoices are signed whose preimage the vault keeps.</summary>
public static class InvoiceIsVaults
{
    public const string Tag = "holdfast-vault-only";

    public static void Require(bool isVaults, Limits limits)
    {
        if (limits.VaultOnly && !isVaults)
        {
            throw new Refusal(nameof(InvoiceIsVaults), Tag,
                "The device signs invoices only for payment hashes of the vault (VaultOnly), and those of BOLT 12 after ReviewBolt12Invoice; make the invoice with a promise.");
        }
    }
}
