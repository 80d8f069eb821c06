using Holdfast.Channels;

namespace Holdfast.Policy;

/// <summary>
/// Where the peer's first commitment was signed and the opening then started over, nothing else is ever signed: the first signature was given,
/// and a second content for number 0 on the same outpoint would be the split-brain at the opening (a push of everything in the first, of nothing in
/// the second). Outpoints are told apart by their tags; the tags stay as long as the channel. Of openings that start over more
/// often than a channel can remember, the next is refused.
/// </summary>
public static class AbandonedStaysAbandoned
{
    public const string Tag = "holdfast-opening-abandoned";

    /// <summary><paramref name="abandoned"/>: the tags as the channel will remember them; <paramref name="next"/>: the funding to set up.</summary>
    public static void Require(uint[] abandoned, Funding next)
    {
        for (int i = 0; i < abandoned.Length; i++)
        {
            if (abandoned[i] == next.Prefix)
            {
                throw new Refusal(
                    nameof(AbandonedStaysAbandoned), Tag, "The first commitment at this outpoint was signed, and the opening was abandoned; open with another transaction.");
            }
        }

        if (abandoned.Length > Channel.AbandonedMax)
        {
            throw new Refusal(nameof(AbandonedStaysAbandoned), Tag, "This opening was started again too often; open a channel with another number.");
        }
    }
}
