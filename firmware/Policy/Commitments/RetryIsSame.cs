using Holdfast.Bytes;
using Holdfast.Channels;

namespace Holdfast.Policy;

/// <summary>
/// The rule on which everything depends: a commitment number of the peer is signed with one content only. All of it counts: point, amounts, feerate
/// and every HTLC. A node that crashed and a thief who pretends a crash look the same from here, so a second content is refused for ever,
/// and the identical one gets the same signature for as long as it is the newest. On another live funding the same number is asked
/// for once more, under the same point.
/// </summary>
public static class RetryIsSame
{
    public const string Tag = "policy-commitment-retry-same";

    public static void Require(CommitmentProposal next)
    {
        Channel channel = next.Channel;
        if (next.Content.Number + 1 != channel.SignedCount)
        {
            return;
        }

        if (!Check.Same(next.PointDigest, channel.PointDigest))
        {
            throw new Refusal(nameof(RetryIsSame), Tag, "This commitment number was signed with another per-commitment point; repeat the first request exactly.");
        }

        if (next.Funding.Counterparty != null && !Check.Same(next.Identity, next.Funding.Counterparty.Digest))
        {
            throw new Refusal(nameof(RetryIsSame), Tag, "This commitment number was signed with other contents; repeat the first request exactly, or close the channel.");
        }
    }
}
