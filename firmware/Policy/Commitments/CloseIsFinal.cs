using Holdfast.Channels;

namespace Holdfast.Policy;

/// <summary>
/// After a mutual close was signed it may confirm at any time, so nothing that moves value may be promised any more. What was promised
/// before may be repeated.
/// </summary>
public static class CloseIsFinal
{
    public const string Tag = "policy-commitment-spends-active-utxo";

    public static void Require(CommitmentProposal next)
    {
        if (next.Channel.IsMutualCloseSigned && !next.IsRepeated)
        {
            throw new Refusal(nameof(CloseIsFinal), Tag, "A mutual close of this channel is signed, so it gets no new commitment; let the channel close.");
        }
    }
}
