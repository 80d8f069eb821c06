namespace Holdfast.Policy;

/// <summary>
/// What a sweep brings home goes to the wallet, or to a script to which the owner agrees.
/// </summary>
public static class SweepDestinationIsOurs
{
    public const string Tag = "policy-sweep-destination-allowlisted";

    public static void Require(bool isAllWallet, bool ownerAgrees)
    {
        if (!isAllWallet && !ownerAgrees)
        {
            throw new Refusal(
                nameof(SweepDestinationIsOurs), Tag, "The sweep pays to a script outside the device's wallet; sweep to the wallet, or let the owner press the button.");
        }
    }
}
