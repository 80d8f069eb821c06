using Holdfast.Channels;

namespace Holdfast.Policy;

/// <summary>
/// A funding that the channel has moved on from does not come back while the number signed for it is the newest: it would get a second content.
/// </summary>
public static class FundingIsLive
{
    public const string Tag = "holdfast-funding-retired";

    public static void Require(Funding funding)
    {
        if (funding.IsRetired)
        {
            throw new Refusal(nameof(FundingIsLive), Tag, "The channel has left this funding behind, so it cannot be set up again at this number; use a live funding.");
        }
    }
}
