using Holdfast.Channels;

namespace Holdfast.Policy;

/// <summary>
/// An opening that starts over under the same number may replace the first only while nothing can be lost: no commitment beyond number 0,
/// nothing locked or closing, and when the holder opened it, its funding transaction is not signed; when the peer opened it the holder owns nothing, or the
/// owner agrees. The peer's keys may differ; the holder's channel keys stay the same.
/// </summary>
public static class OpeningIsReplaceable
{
    public const string Tag = "holdfast-opening-replaceable";

    public static void Require(Channel channel, bool ownerAgrees)
    {
        if (!channel.IsAtStart || channel.IsFundingLocked || channel.IsClosing)
        {
            throw new Refusal(nameof(OpeningIsReplaceable), Tag, "This channel is in use and cannot be set up again; a splice must keep the channel's keys and terms.");
        }

        if (channel.Terms.IsOutbound && HasBoundFunding(channel))
        {
            throw new Refusal(
                nameof(OpeningIsReplaceable), Tag, "The funding transaction of this channel is signed, so it cannot be set up again with other terms; open another channel.");
        }

        if (!channel.Terms.IsOutbound && channel.OwnsSomething && !ownerAgrees)
        {
            throw new Refusal(nameof(OpeningIsReplaceable), Tag, "The owner has money in this opening; to set it up again, the owner must press the button.");
        }
    }

    /// <summary>True for an opening that may be dropped without asking anybody.</summary>
    public static bool IsAbandoned(Channel channel)
    {
        return channel.IsAtStart && !channel.IsFundingLocked && !channel.IsClosing
            && (channel.Terms.IsOutbound ? !HasBoundFunding(channel) : !channel.OwnsSomething);
    }

    private static bool HasBoundFunding(Channel channel)
    {
        for (int i = 0; i < channel.Fundings.Length; i++)
        {
            if (channel.Fundings[i].IsBound)
            {
                return true;
            }
        }

        return false;
    }
}
