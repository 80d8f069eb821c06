namespace Holdfast.Policy;

/// <summary>An offer to lease out a channel binds the owner's money and fees for weeks, so the owner is asked about each.</summary>
public static class LeaseIsAgreed
{
    public const string Tag = "holdfast-lease-agreed";

    public static void Require(bool ownerAgrees)
    {
        if (!ownerAgrees)
        {
            throw new Refusal(nameof(LeaseIsAgreed), Tag, "An offer to lease out a channel is signed if the owner presses the button.");
        }
    }
}
