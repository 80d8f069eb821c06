using Holdfast.Channels;

namespace Holdfast.Policy;

/// <summary>
/// The peer revokes its commitments one by one, each after its successor was signed.
/// </summary>
public static class RevocationInOrder
{
    public const string Tag = "policy-commitment-previous-revoked";

    public static void Require(Channel channel, ulong number)
    {
        if (number > channel.CounterpartyRevokedCount)
        {
            throw new Refusal(nameof(RevocationInOrder), Tag, "This revocation skips a commitment of the peer; send the secrets in order.");
        }

        if (number < channel.CounterpartyRevokedCount)
        {
            throw new Refusal(
                nameof(RevocationInOrder), Tag, "This commitment of the peer is revoked already, and only the newest revocation may be repeated; continue with the next.");
        }

        if (number + 2 != channel.SignedCount)
        {
            throw new Refusal(nameof(RevocationInOrder), Tag, "This commitment of the peer has no signed successor, so the peer cannot have revoked it; sign the successor first.");
        }
    }
}
