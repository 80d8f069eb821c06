using Holdfast.Channels;

namespace Holdfast.Policy;

/// <summary>
/// The holder's current commitment is revoked only after its successor, signed by the peer, was validated and written down.
/// </summary>
public static class SuccessorIsHeld
{
    public const string Tag = "policy-revoke-new-commitment-signed";

    public static void Require(Channel channel, ulong number)
    {
        if (number > channel.HolderRevokedCount)
        {
            throw new Refusal(nameof(SuccessorIsHeld), Tag, "An earlier holder commitment is not revoked; revoke in order.");
        }

        for (int i = 0; i < channel.Fundings.Length; i++)
        {
            if (!channel.Fundings[i].IsRetired && channel.Fundings[i].HolderPending != null)
            {
                return;
            }
        }

        throw new Refusal(nameof(SuccessorIsHeld), Tag, "No successor of this commitment was validated; validate it with the peer's signatures first.");
    }
}
