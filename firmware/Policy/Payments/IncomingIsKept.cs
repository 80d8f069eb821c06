namespace Holdfast.Policy;

/// <summary>An incoming payment that was paid on, in flight or for good, is not given back, or the owner agrees.</summary>
public static class IncomingIsKept
{
    public const string Tag = "policy-routing-balanced";

    public static void Require(ulong givenBackMsat, bool ownerAgrees)
    {
        if (givenBackMsat != 0 && !ownerAgrees)
        {
            throw new Refusal(nameof(IncomingIsKept), Tag,
                "An incoming payment that was paid on would be given back; wait until the outgoing one came back, or use the owner's button.");
        }
    }
}
