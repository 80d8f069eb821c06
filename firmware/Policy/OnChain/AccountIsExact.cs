namespace Holdfast.Policy;

/// <summary>
/// No input of the owner can hide in the transaction, and no amount of one is misstated: otherwise several requests for the same transaction, each naming
/// other inputs as the owner's, would each count the same outputs as what comes back. Where that is not sure, the owner agrees to lose all that is signed.
/// </summary>
public static class AccountIsExact
{
    public const string Tag = "holdfast-onchain-account";

    public static void Require(bool isExact, bool ownerAgrees)
    {
        if (!isExact && !ownerAgrees)
        {
            throw new Refusal(
                nameof(AccountIsExact), Tag, "This transaction may have inputs of the owner that are not named; send what every input spends, or let the owner press the button.");
        }
    }
}
