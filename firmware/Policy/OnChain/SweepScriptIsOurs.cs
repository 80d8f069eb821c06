using Holdfast.Bytes;

namespace Holdfast.Policy;

/// <summary>
/// The script that a sweep claims to spend is one that the signer builds itself, from this channel's keys, for this commitment.
/// </summary>
public static class SweepScriptIsOurs
{
    public const string Tag = "policy-sweep-other";

    public static void Require(byte[] script, byte[] expected)
    {
        if (expected == null || !Check.Same(script, expected))
        {
            throw new Refusal(nameof(SweepScriptIsOurs), Tag, "This witness script does not belong to the holder's outputs of this commitment; check channel and number.");
        }
    }
}
