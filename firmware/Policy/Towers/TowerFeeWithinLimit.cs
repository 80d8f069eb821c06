namespace Holdfast.Policy;

/// <summary>
/// What a tower pays to miners is fixed with the session, and lies within what a sweep may pay.
/// </summary>
public static class TowerFeeWithinLimit
{
    public const string Tag = "holdfast-tower-fee";

    public static void Require(uint feeratePerKw, Limits limits)
    {
        if (feeratePerKw < limits.FeeratePerKwMin || feeratePerKw > limits.SweepFeeratePerKwMax)
        {
            throw new Refusal(
                nameof(TowerFeeWithinLimit), Tag, "A session with this feerate would lose the money to miners, or its sweep would not be relayed; choose another one.");
        }
    }
}
