namespace Holdfast.Policy;

/// <summary>What leaves for an incoming payment, over all channels, is no more than what comes in and what the owner agreed to, or the owner agrees to the rest.</summary>
public static class ForwardIsCovered
{
    public const string Tag = "policy-commitment-htlc-routing-balance";

    /// <param name="hasIncoming">Something comes in for it.</param>
    public static void Require(ulong uncoveredMsat, bool hasIncoming, bool ownerAgrees)
    {
        if (uncoveredMsat != 0 && hasIncoming && !ownerAgrees)
        {
            throw new Refusal(nameof(ForwardIsCovered), Tag, "More would be paid on than comes in for this payment; the owner's button allows it.");
        }
    }
}
