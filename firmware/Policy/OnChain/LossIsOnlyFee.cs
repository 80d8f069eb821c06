namespace Holdfast.Policy;

/// <summary>
/// What a transaction takes from the owner (inputs and channel balances before, minus those after) is at most the owner's share of a sensible fee, or the owner
/// agrees. The owner's share is what the owner's inputs weigh; where a channel is funded, also no more than the transaction pays to miners at all.
/// </summary>
public static class LossIsOnlyFee
{
    public const string Tag = "policy-onchain-fee-range";

    public static void Require(ulong lostSat, ulong allowanceSat, bool ownerAgrees)
    {
        if (Exceeds(lostSat, allowanceSat) && !ownerAgrees)
        {
            throw new Refusal(nameof(LossIsOnlyFee), Tag, "The transaction costs the owner more than a fee within the limit; the owner must press the button.");
        }
    }

    /// <summary>True when more leaves the owner than the fee that is the owner's to pay, so that the owner has to be asked.</summary>
    public static bool Exceeds(ulong lostSat, ulong allowanceSat)
    {
        return lostSat > allowanceSat;
    }
}
