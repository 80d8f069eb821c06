namespace Holdfast.Policy;

/// <summary>
/// The owner's money goes to the wallet and to the owner's channels; anywhere else needs the button. A splice or a funding with inputs of others may pay others, as
/// long as what the owner loses is covered by <see cref="LossIsOnlyFee"/>.
/// </summary>
public static class OutputsAreKnown
{
    public const string Tag = "policy-onchain-no-unknown-outputs";

    public static void Require(bool paysOthers, bool ownerAgrees)
    {
        if (paysOthers && !ownerAgrees)
        {
            throw new Refusal(nameof(OutputsAreKnown), Tag, "The transaction pays to scripts outside the device's wallet and channels; the owner must press the button.");
        }
    }
}
