namespace Holdfast.Policy;

/// <summary>
/// A session key speaks to the one tower that it was given out for: two towers never see the same key.
/// </summary>
public static class IndexIsReserved
{
    public const string Tag = "holdfast-tower-index-reserved";

    public static void Require(bool isOfTower)
    {
        if (!isOfTower)
        {
            throw new Refusal(nameof(IndexIsReserved), Tag, "This session key was given out for another tower; reserve one for this tower.");
        }
    }
}
