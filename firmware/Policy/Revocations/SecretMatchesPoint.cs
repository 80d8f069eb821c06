namespace Holdfast.Policy;

/// <summary>
/// A revocation is the secret behind the per-commitment point of that number; any other value would make a penalty impossible.
/// </summary>
public static class SecretMatchesPoint
{
    public const string Tag = "holdfast-revocation-matches-point";

    public static void Require(bool matches)
    {
        if (!matches)
        {
            throw new Refusal(
                nameof(SecretMatchesPoint), Tag, "This secret does not belong to the commitment's point, so the peer did not revoke it; ask the peer for the right secret.");
        }
    }
}
