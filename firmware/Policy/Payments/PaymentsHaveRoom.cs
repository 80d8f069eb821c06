namespace Holdfast.Policy;

/// <summary>A channel's payments, with those that are gone and still have to be remembered, are no more than two commitments carry.</summary>
public static class PaymentsHaveRoom
{
    public const string Tag = "holdfast-payments-room";

    public static void Require(int count, int countMax)
    {
        if (count > countMax)
        {
            throw new Refusal(nameof(PaymentsHaveRoom), Tag, "The device remembers no more payments of this channel; let some of them end first, or close the channel.");
        }
    }
}
