using Holdfast.Channels;

namespace Holdfast.Policy;

/// <summary>
/// A mutual close pays two balances; payments in flight would be lost in it.
/// </summary>
public static class NothingInFlight
{
    public const string Tag = "policy-mutual-no-pending-htlcs";

    public static void Require(Funding funding)
    {
        if (funding.HasHtlcs)
        {
            throw new Refusal(nameof(NothingInFlight), Tag, "HTLCs are in flight; wait until they are settled before the close.");
        }
    }
}
