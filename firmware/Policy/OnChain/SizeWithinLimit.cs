namespace Holdfast.Policy;

/// <summary>
/// A wallet transaction stays far below what nodes relay.
/// </summary>
public static class SizeWithinLimit
{
    public const string Tag = "policy-onchain-max-size";

    public static void Require(int sizeBytes, Limits limits)
    {
        if (sizeBytes > limits.TransactionBytesMax)
        {
            throw new Refusal(nameof(SizeWithinLimit), Tag, "The transaction is larger than the limit of " + limits.TransactionBytesMax.ToString() + " bytes; spend fewer coins.");
        }
    }
}
