using Holdfast.Channels;

namespace Holdfast.Policy;

/// <summary>
/// Only a live funding for which we hold a commitment becomes the only one: with any other we would have no exit.
/// </summary>
public static class LockedFundingIsHeld
{
    public const string Tag = "holdfast-lock-countersigned";

    public static void Require(Channel channel, int funding)
    {
        if (funding < 0)
        {
            throw new Refusal(Tag, "This outpoint is not a live funding of the channel; set it up and validate its commitment first.");
        }

        if (channel.Fundings[funding].HolderCurrent == null)
        {
            throw new Refusal(Tag, "No commitment of ours for this funding was validated; show it with the peer's signature first.");
        }
    }
}
