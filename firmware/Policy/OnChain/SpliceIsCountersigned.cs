using Holdfast.Channels;

namespace Holdfast.Policy;

/// <summary>
/// The input that spends the channel is signed only when the transaction is one of the channel's live fundings and both sides have
/// commitments for it: otherwise the splice could confirm and leave the owner without an exit, or with another balance than the one that the device counted. The node
/// asks once too early on purpose; that request gets no
/// signature.
/// </summary>
public static class SpliceIsCountersigned
{
    public const string Tag = "holdfast-splice-countersigned";

    public static void Require(Channel channel, int newFunding, Funding spent)
    {
        if (newFunding < 0 || spent.HolderCurrent == null || !channel.Fundings[newFunding].IsCommitted)
        {
            throw new Refusal(nameof(SpliceIsCountersigned), Tag, "This splice has no commitments of both sides yet; validate the holder's and sign the peer's first.");
        }
    }
}
