using Holdfast.Channels;

namespace Holdfast.Policy;

/// <summary>
/// The holder's per-commitment points are shown up to the next number that the peer can need, no further.
/// </summary>
public static class PointWithinReach
{
    public const string Tag = "policy-optional-fail-fast";

    public static void Require(Channel channel, ulong number)
    {
        ulong numberMax = channel == null ? 1 : channel.HolderRevokedCount + 2;
        if (number > numberMax)
        {
            throw new Refusal(nameof(PointWithinReach), Tag, "This per-commitment point is beyond the next commitment; ask for it when the channel has reached that number.");
        }
    }
}
