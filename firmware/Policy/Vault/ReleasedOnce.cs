namespace Holdfast.Policy;

/// <summary>A preimage is released for one set of HTLCs, and what is released is not given up.</summary>
public static class ReleasedOnce
{
    public const string Tag = "holdfast-released-once";

    public static void Require(bool isSame)
    {
        if (!isSame)
        {
            throw new Refusal(nameof(ReleasedOnce), Tag, "The preimage was released for other HTLCs already; claim those, and let these fail.");
        }
    }
}
