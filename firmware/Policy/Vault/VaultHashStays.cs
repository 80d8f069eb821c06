namespace Holdfast.Policy;

/// <summary>No outgoing HTLC carries a payment hash of the vault: a preimage that is released would pay it.</summary>
public static class VaultHashStays
{
    public const string Tag = "holdfast-vault-outgoing";

    public static void Require(ulong outMsat)
    {
        if (outMsat != 0)
        {
            throw new Refusal(nameof(VaultHashStays), Tag, "An outgoing payment has a payment hash that the vault has promised; let it fail.");
        }
    }
}
