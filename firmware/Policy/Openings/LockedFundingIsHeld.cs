using Holdfast.Channels;

namespace Holdfast.Policy;

/// <summary>
/// Only a live funding for which the device holds a commitment becomes the only one: with any other the owner would have no exit. After the first, that
/// is a splice, and one that lacks the device's signature cannot have confirmed. Before the first lock the peer's commitment 0 is signed, so that it falls under
/// the rules of an opening.
/// </summary>
public static class LockedFundingIsHeld
{
    public const string Tag = "holdfast-lock-countersigned";

    public static void Require(Channel channel, int funding)
    {
        if (funding < 0 || channel.Fundings[funding].IsRetired)
        {
            throw new Refusal(nameof(LockedFundingIsHeld), Tag, "This outpoint is not a live funding of the channel; set it up and validate its commitment first.");
        }

        if (channel.Fundings[funding].HolderCurrent == null)
        {
            throw new Refusal(nameof(LockedFundingIsHeld), Tag, "No holder commitment for this funding was validated; validate it with the peer's signature first.");
        }

        if (!channel.IsFundingLocked && channel.Fundings[funding].Counterparty == null)
        {
            throw new Refusal(nameof(LockedFundingIsHeld), Tag, "The peer's first commitment for this funding is not signed; sign it first, as the opening agreed.");
        }

        if (channel.IsFundingLocked && !channel.Fundings[funding].IsBound)
        {
            throw new Refusal(nameof(LockedFundingIsHeld), Tag, "This splice was never signed, so it cannot have confirmed; keep the present funding.");
        }
    }
}
