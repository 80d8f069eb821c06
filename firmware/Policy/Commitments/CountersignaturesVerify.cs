namespace Holdfast.Policy;

/// <summary>
/// A holder commitment counts only with the peer's valid signatures on it and on every HTLC transaction that it needs: otherwise it
/// could not be used, and revoking its predecessor would leave the owner with nothing.
/// </summary>
public static class CountersignaturesVerify
{
    public const string Tag = "policy-revoke-new-commitment-signed";

    /// <summary>One signature for every HTLC output.</summary>
    public static void RequireCount(int given, int needed)
    {
        if (given != needed)
        {
            throw new Refusal(nameof(CountersignaturesVerify), Tag, "The peer gave " + given.ToString() + " HTLC signatures, the commitment has " + needed.ToString()
                + " HTLC outputs; each needs its own.");
        }
    }

    /// <summary>The signature of the commitment itself.</summary>
    public static void RequireCommitment(bool verifies)
    {
        if (!verifies)
        {
            throw new Refusal(
                nameof(CountersignaturesVerify), Tag, "The peer's signature does not verify on the rebuilt holder commitment; amounts, HTLCs or keys differ from the peer's.");
        }
    }

    /// <summary>The HTLC signatures, in output order; -1 when all are good.</summary>
    public static void RequireHtlcs(int firstBad)
    {
        if (firstBad >= 0)
        {
            throw new Refusal(
                nameof(CountersignaturesVerify), Tag, "The peer's HTLC signature " + firstBad.ToString() + " does not verify; the HTLCs or the feerate differ from the peer's.");
        }
    }
}
