namespace Holdfast.Policy;

/// <summary>
/// An order can be carried out: its provider is somebody else, it is still valid, the size of the payment is one that the provider takes, the fee is less than the payment, and the
/// channel could be set up.
/// </summary>
public static class TermsAreSound
{
    public const string Tag = "holdfast-jit-terms";

    public static void Require(bool isSound)
    {
        if (!isSound)
        {
            throw new Refusal(nameof(TermsAreSound), Tag,
                "The terms of this order cannot be kept: provider, end, size, fee or delay; look at what the provider offers, and ask for other terms.");
        }
    }
}
