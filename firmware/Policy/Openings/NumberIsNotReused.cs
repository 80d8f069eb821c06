using Holdfast.Channels;

namespace Holdfast.Policy;

/// <summary>
/// A forgotten channel never comes back: a new one under its number would have the same keys, whose revocation secrets are out.
/// </summary>
public static class NumberIsNotReused
{
    public const string Tag = "policy-channel-original-channel-id-reuse";

    /// <summary><paramref name="known"/>: the channel that has the number with this peer; null when there is none.</summary>
    public static void Require(ForgottenChannels forgotten, Channel known, ulong dbid)
    {
        if (known == null ? forgotten.Contains(dbid) : known.IsForgotten)
        {
            throw new Refusal(nameof(NumberIsNotReused), Tag, "This channel number was used by a forgotten channel; use a new number.");
        }
    }
}
