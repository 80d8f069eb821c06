using Holdfast.Channels;

namespace Holdfast.Policy;

/// <summary>
/// Where the owner wants it, the peer's commitment n + k is signed only once a trusted watchtower has acknowledged the revoked commitment n, on every funding
/// that counts. A funding begins to count when all that was revoked before is acknowledged.
/// </summary>
public static class StateIsBackedUp
{
    public const string Tag = "holdfast-counterparty-state-backed-up";

    public static void Require(CommitmentProposal next, int exposureMax)
    {
        Channel channel = next.Channel;
        if (exposureMax == 0 || !channel.CountsBackups || next.IsRepeated)
        {
            return;
        }

        bool isNext = next.Content.Number == channel.SignedCount;
        if ((isNext && channel.Unacknowledged >= exposureMax) || (!next.Funding.CountsBackups && channel.Unacknowledged > 1))
        {
            throw new Refusal(nameof(StateIsBackedUp), Tag, "No trusted watchtower has acknowledged state " + channel.FirstUnacknowledged.ToString()
                + " of the peer, and the owner wants that; wait for the tower, or lift it with SetTowerExposure and the button.");
        }
    }
}
