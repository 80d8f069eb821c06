namespace Holdfast.Policy;

/// <summary>A preimage is released, and a promise given up, only for a payment hash that the vault has promised and remembers.</summary>
public static class HashIsOurs
{
    public const string Tag = "holdfast-vault-hash";

    public static void Require(bool isOurs)
    {
        if (!isOurs)
        {
            throw new Refusal(nameof(HashIsOurs), Tag, "The vault has no promise of this payment hash; look at ReadPromises.");
        }
    }
}
