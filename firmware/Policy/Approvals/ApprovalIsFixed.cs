namespace Holdfast.Policy;

/// <summary>A payment hash that is approved is not approved for more.</summary>
public static class ApprovalIsFixed
{
    public const string Tag = "holdfast-approval-fixed";

    public static void Require(ulong approvedMsat, ulong wantedMsat)
    {
        if (wantedMsat > approvedMsat)
        {
            throw new Refusal(nameof(ApprovalIsFixed), Tag, "This payment hash was approved for a smaller amount; forget that approval first, if it was never paid.");
        }
    }
}
