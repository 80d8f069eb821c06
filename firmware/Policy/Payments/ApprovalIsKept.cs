namespace Holdfast.Policy;

/// <summary>What leaves for an approved payment, over all channels, is no more than what the owner agreed to, or the owner agrees to the rest.</summary>
public static class ApprovalIsKept
{
    public const string Tag = "policy-commitment-payment-approved";

    /// <param name="hasApproval">The owner agreed to it, but to less.</param>
    public static void Require(ulong uncoveredMsat, bool hasApproval, bool ownerAgrees)
    {
        if (uncoveredMsat != 0 && hasApproval && !ownerAgrees)
        {
            throw new Refusal(nameof(ApprovalIsKept), Tag, "More would be paid than was approved for this payment; approve it anew, or use the owner's button.");
        }
    }
}
