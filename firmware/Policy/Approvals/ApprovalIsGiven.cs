namespace Holdfast.Policy;

/// <summary>An own payment is small, or its payee is on the owner's list, or the owner agreed to it.</summary>
public static class ApprovalIsGiven
{
    public const string Tag = "policy-commitment-payment-approved";

    public static void Require(bool isFree, bool ownerAgrees)
    {
        if (!isFree && !ownerAgrees)
        {
            throw new Refusal(nameof(ApprovalIsGiven), Tag, "The owner did not press the button for this payment, and it is neither small nor to a payee on the owner's list.");
        }
    }
}
