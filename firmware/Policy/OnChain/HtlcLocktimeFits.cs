namespace Holdfast.Policy;

/// <summary>
/// An offered HTLC is taken back with its expiry as lock time, a received one is claimed with none.
/// </summary>
public static class HtlcLocktimeFits
{
    public const string Tag = "policy-htlc-locktime";

    public static void Require(uint locktime, uint expected)
    {
        if (locktime != expected)
        {
            throw new Refusal(Tag, "The lock time does not fit the HTLC's expiry.");
        }
    }
}
