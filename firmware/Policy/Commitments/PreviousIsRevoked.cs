using Holdfast.Channels;

namespace Holdfast.Policy;

/// <summary>
/// The peer's commitment at number n is signed only when n is the newest signed number, or one above it while the number before the newest is
/// revoked. So at most two commitments of the peer are ever valid, the two that the protocol needs.
/// </summary>
public static class PreviousIsRevoked
{
    public const string Tag = "policy-commitment-previous-revoked";

    public static void Require(CommitmentProposal next)
    {
        Channel channel = next.Channel;
        ulong number = next.Content.Number;
        if (number + 1 == channel.SignedCount)
        {
            return;
        }

        if (number != channel.SignedCount)
        {
            throw new Refusal(nameof(PreviousIsRevoked), Tag, number < channel.SignedCount
                ? "This commitment number is older than the newest signed one; only the newest may be repeated."
                : "This commitment number skips one; ask for the numbers in order.");
        }

        if (number >= 2 && channel.CounterpartyRevokedCount != number - 1)
        {
            throw new Refusal(nameof(PreviousIsRevoked), Tag, "The peer's commitment before the newest is not revoked; send the peer's revocation secret first.");
        }
    }
}
