namespace Holdfast.Policy;

/// <summary>
/// Indexes are given out upwards and never twice, as long as there are any.
/// </summary>
public static class IndexHasRoom
{
    public const string Tag = "holdfast-tower-index-room";

    public static void Require(bool hasRoom)
    {
        if (!hasRoom)
        {
            throw new Refusal(nameof(IndexHasRoom), Tag, "There are no session keys left; restore the secret on a new device to begin anew.");
        }
    }
}
