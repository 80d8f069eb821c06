namespace Holdfast.Policy;

/// <summary>
/// Wallet transactions have version 2, like everything that Lightning builds.
/// </summary>
public static class TransactionIsStandard
{
    public const string Tag = "policy-onchain-format-standard";

    public static void Require(uint version)
    {
        if (version != 2)
        {
            throw new Refusal(nameof(TransactionIsStandard), Tag, "The transaction must have version 2; build it again.");
        }
    }
}
