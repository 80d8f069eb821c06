using Holdfast.Channels;

namespace Holdfast.Policy;

/// <summary>
/// The input that spends our channel is signed only when the transaction is one of the channel's live fundings and we hold a commitment of ours
/// for it: otherwise the splice could confirm and leave us without an exit. The node asks once too early on purpose; that request gets no
/// signature.
/// </summary>
public static class SpliceIsCountersigned
{
    public const string Tag = "holdfast-splice-countersigned";

    public static void Require(Channel channel, int newFunding, Funding spent)
    {
        if (newFunding < 0 || spent.HolderCurrent == null || channel.Fundings[newFunding].HolderCurrent == null)
        {
            throw new Refusal(Tag, "No commitment of ours for this splice was validated yet; ask again after it was.");
        }
    }
}
