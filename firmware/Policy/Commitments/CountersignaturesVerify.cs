namespace Holdfast.Policy;

/// <summary>
/// A commitment of ours counts only with the peer's valid signatures on it and on every HTLC transaction that it needs: otherwise it
/// could not be used, and revoking its predecessor would leave us with nothing.
/// </summary>
public static class CountersignaturesVerify
{
    public const string Tag = "policy-revoke-new-commitment-signed";

    public static void Require(int signaturesGiven, int signaturesNeeded, bool commitmentVerifies, int firstBadHtlc)
    {
        if (signaturesGiven != signaturesNeeded)
        {
            throw new Refusal(Tag, "The peer's HTLC signatures are " + signaturesGiven.ToString() + ", the commitment has "
                + signaturesNeeded.ToString() + " HTLC outputs; every one needs its own.");
        }

        if (!commitmentVerifies)
        {
            throw new Refusal(Tag, "The peer's signature does not verify on our rebuilt commitment; the amounts, HTLCs or keys differ from the peer's.");
        }

        if (firstBadHtlc >= 0)
        {
            throw new Refusal(Tag, "The peer's HTLC signature " + firstBadHtlc.ToString() + " does not verify; the HTLCs or the feerate differ from the peer's.");
        }
    }
}
