using Holdfast.Bytes;
using Holdfast.Channels;

namespace Holdfast.Policy;

/// <summary>
/// The holder's current commitment has one content: its successor may be replaced while the current one is not revoked, the current one may not. Nor may a
/// successor that the device has signed, because then it can be on chain, and the device would count with another one.
/// </summary>
public static class CurrentIsFixed
{
    public const string Tag = "policy-commitment-retry-same";

    public static void Require(CommitmentProposal next)
    {
        if (next.Content.Number == next.Channel.HolderRevokedCount && next.Funding.HolderCurrent != null
            && !Check.Same(next.Identity, next.Funding.HolderCurrent.Sighash))
        {
            throw new Refusal(nameof(CurrentIsFixed), Tag, "The current holder commitment was validated with other contents; repeat the first request exactly.");
        }

        if (next.Content.Number == next.Channel.HolderRevokedCount + 1 && next.Channel.IsPendingSigned && next.Funding.HolderPending != null
            && !Check.Same(next.Identity, next.Funding.HolderPending.Sighash))
        {
            throw new Refusal(nameof(CurrentIsFixed), Tag, "The next holder commitment is already signed with other contents; let the channel close.");
        }
    }
}
