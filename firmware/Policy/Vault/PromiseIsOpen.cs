namespace Holdfast.Policy;

/// <summary>Nothing is released or signed for a promise that was given up, and no invoice is signed for one that is released.</summary>
public static class PromiseIsOpen
{
    public const string Tag = "holdfast-promise-open";

    public static void Require(bool isOpen)
    {
        if (!isOpen)
        {
            throw new Refusal(nameof(PromiseIsOpen), Tag, "This promise is cancelled or released; let the payment fail, and make a new promise.");
        }
    }
}
