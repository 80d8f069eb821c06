using Holdfast.Channels;

namespace Holdfast.Policy;

/// <summary>
/// A funding is described anew (another key of the peer, another value) only before any commitment exists for it.
/// </summary>
public static class FundingIsUntouched
{
    public const string Tag = "holdfast-funding-fixed";

    public static void Require(Funding funding)
    {
        if (!funding.IsUntouched)
        {
            throw new Refusal(nameof(FundingIsUntouched), Tag, "Commitments exist for this funding, so its value and keys cannot change; repeat the first setup exactly.");
        }
    }
}
