using Holdfast.Channels;

namespace Holdfast.Policy;

/// <summary>
/// Nothing is revoked once its own signature, or that of a mutual close, was given: the transaction may be on chain, and its secret would give
/// the peer everything.
/// </summary>
public static class NotClosed
{
    public const string Tag = "policy-revoke-not-closed";

    public static void Require(Channel channel)
    {
        if (channel.IsCurrentSigned)
        {
            throw new Refusal(nameof(NotClosed), Tag, "This holder commitment was signed and may be on the chain, so it cannot be revoked; let the channel close.");
        }

        if (channel.IsMutualCloseSigned)
        {
            throw new Refusal(nameof(NotClosed), Tag, "A mutual close is signed, so no holder commitment can be revoked any more; let the channel close.");
        }
    }
}
