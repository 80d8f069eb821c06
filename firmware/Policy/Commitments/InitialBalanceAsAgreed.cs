using Holdfast.Channels;

namespace Holdfast.Policy;

/// <summary>
/// When the holder opened the channel, the peer's first output is at most what the opening gave it (the push, or its own contribution): nothing
/// else has been paid yet. A splice (a channel with a locked funding) has moved on from there.
/// </summary>
public static class InitialBalanceAsAgreed
{
    public const string Tag = "policy-commitment-initial-funding-value";

    public static void Require(CommitmentProposal next)
    {
        ChannelTerms terms = next.Channel.Terms;
        if (next.Content.Number == 0 && terms.IsOutbound && !next.Channel.IsFundingLocked
            && next.Content.ToCounterpartySat > terms.PushMsat / 1000)
        {
            throw new Refusal(
                nameof(InitialBalanceAsAgreed), Tag, "The peer's first output is larger than what the opening gave to the peer; open with the amounts that were set up.");
        }
    }
}
