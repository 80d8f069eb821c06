using Holdfast.Channels;

namespace Holdfast.Policy;

/// <summary>
/// A holder commitment whose secret was given is never accepted or signed again: the one who broadcast it would lose everything.
/// </summary>
public static class HolderIsNotRevoked
{
    public const string Tag = "policy-commitment-holder-not-revoked";

    public static void Require(Channel channel, ulong number)
    {
        if (number < channel.HolderRevokedCount)
        {
            throw new Refusal(nameof(HolderIsNotRevoked), Tag, "This holder commitment is revoked, because its secret was given to the peer; use the newest one.");
        }
    }
}
