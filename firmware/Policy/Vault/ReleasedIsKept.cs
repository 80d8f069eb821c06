namespace Holdfast.Policy;

/// <summary>An incoming payment whose preimage was released is not given back, or the owner agrees.</summary>
public static class ReleasedIsKept
{
    public const string Tag = "holdfast-released-kept";

    public static void Require(ulong givenBackMsat, bool ownerAgrees)
    {
        if (givenBackMsat != 0 && !ownerAgrees)
        {
            throw new Refusal(nameof(ReleasedIsKept), Tag,
                "A payment would be given back although its preimage was released; settle it with the preimage, or use the owner's button.");
        }
    }
}
