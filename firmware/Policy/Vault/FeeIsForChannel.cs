namespace Holdfast.Policy;

/// <summary>Parts of which something was kept come in on a channel that the provider has opened since the order was agreed to, and for which no other fee was kept.</summary>
public static class FeeIsForChannel
{
    public const string Tag = "holdfast-jit-channel";

    public static void Require(bool isForChannel)
    {
        if (!isForChannel)
        {
            throw new Refusal(nameof(FeeIsForChannel), Tag,
                "Something was kept of a part that did not come in on a new channel of the provider; let the payment fail.");
        }
    }
}
