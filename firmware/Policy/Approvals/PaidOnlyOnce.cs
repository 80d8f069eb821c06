namespace Holdfast.Policy;

/// <summary>
/// A payment hash that was paid needs the owner's button to be paid again, whatever the amount and whoever is on the list: everybody on the way of the first payment knows
/// the preimage and can take the second one.
/// </summary>
public static class PaidOnlyOnce
{
    public const string Tag = "holdfast-paid-before";

    public static void Require(bool wasPaid, bool ownerAgrees)
    {
        if (wasPaid && !ownerAgrees)
        {
            throw new Refusal(nameof(PaidOnlyOnce), Tag, "This payment hash was paid before, or may have been; ask the payee for a new invoice, or press the button.");
        }
    }
}
