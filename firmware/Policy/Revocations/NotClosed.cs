using Holdfast.Channels;

namespace Holdfast.Policy;

/// <summary>
/// Nothing is revoked once its own signature, or that of a mutual close, is out: the transaction may be on chain, and its secret would give
/// the peer everything.
/// </summary>
public static class NotClosed
{
    public const string Tag = "policy-revoke-not-closed";

    public static void Require(Channel channel)
    {
        if (channel.IsCurrentSigned)
        {
            throw new Refusal(Tag, "Our signature of this commitment is out, so it may be on chain: it cannot be revoked. The channel has to close.");
        }

        if (channel.IsMutualCloseSigned)
        {
            throw new Refusal(Tag, "A mutual close is signed: our commitments are not revoked any more. The channel has to close.");
        }
    }
}
