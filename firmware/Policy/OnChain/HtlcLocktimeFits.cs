using Holdfast.Lightning;

namespace Holdfast.Policy;

/// <summary>
/// A received HTLC is claimed with no lock time; one that the holder offered is taken back with its expiry, so with some height. (Its script does not
/// contain the expiry; the peer's signature on the transaction, which was verified, does.)
/// </summary>
public static class HtlcLocktimeFits
{
    public const string Tag = "policy-htlc-locktime";

    public static void Require(uint locktime, bool isOffered)
    {
        if (isOffered ? locktime == 0 || locktime >= Amounts.ExpiryEnd : locktime != 0)
        {
            throw new Refusal(nameof(HtlcLocktimeFits), Tag, "The lock time does not fit the kind of HTLC; use the one that BOLT 3 requires.");
        }
    }
}
