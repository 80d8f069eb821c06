using Holdfast.Channels;

namespace Holdfast.Policy;

/// <summary>
/// A splice changes the funding, never the channel: opener, type, delays and the peer's basepoints stay.
/// </summary>
public static class SpliceKeepsTerms
{
    public const string Tag = "holdfast-splice-keeps-terms";

    public static void Require(ChannelTerms old, ChannelTerms proposed)
    {
        if (old.IsOutbound != proposed.IsOutbound || old.Type != proposed.Type || old.HolderDelayBlocks != proposed.HolderDelayBlocks
            || old.CounterpartyDelayBlocks != proposed.CounterpartyDelayBlocks || !old.HasSameCounterpartyKeys(proposed))
        {
            throw new Refusal(nameof(SpliceKeepsTerms), Tag, "This channel exists with other terms; set up another funding with the same terms.");
        }
    }
}
