using Holdfast.Channels;

namespace Holdfast.Policy;

/// <summary>
/// The peer's secrets come from one tree (BOLT 3), so the node can keep all of them: a secret that does not lead to the earlier ones is refused.
/// </summary>
public static class SecretFitsChain
{
    public const string Tag = "holdfast-revocation-fits-chain";

    public static void Require(Channel channel, ulong number, byte[] secret)
    {
        if (!channel.Revocations.Fits(number, secret))
        {
            throw new Refusal(nameof(SecretFitsChain), Tag, "This secret does not fit the earlier secrets of this channel; the peer breaks the protocol, so close the channel.");
        }
    }
}
