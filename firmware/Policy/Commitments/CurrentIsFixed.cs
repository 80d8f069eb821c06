using Holdfast.Bytes;
using Holdfast.Channels;

namespace Holdfast.Policy;

/// <summary>
/// Our current commitment has one content: its successor may be replaced while the current one is not revoked, the current one may not.
/// </summary>
public static class CurrentIsFixed
{
    public const string Tag = "policy-commitment-retry-same";

    public static void Require(CommitmentProposal next)
    {
        if (next.Content.Number == next.Channel.HolderRevokedCount && next.Funding.HolderCurrent != null
            && !Check.Same(next.Identity, next.Funding.HolderCurrent.Sighash))
        {
            throw new Refusal(Tag, "Our current commitment was validated with other contents; repeat the first request exactly.");
        }
    }
}
