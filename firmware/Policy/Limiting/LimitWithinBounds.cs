namespace Holdfast.Policy;

/// <summary>A limit stays within bounds that the firmware fixes: outside of them it would protect nothing, or close the way out of a channel.</summary>
public static class LimitWithinBounds
{
    public const string Tag = "holdfast-limits-bounds";

    public static void Require(LimitRow row, ulong value)
    {
        if (value < row.Least || value > row.Most)
        {
            throw new Refusal(
                nameof(LimitWithinBounds), Tag, row.Name + " is at least " + row.Least.ToString() + " and at most " + row.Most.ToString() + ", also with the owner's button.");
        }
    }
}
