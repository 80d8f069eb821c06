using Holdfast.Bytes;

namespace Holdfast.Channels.Facts;

/// <summary>The peer gave the secret of its commitment before the last: on every funding at once it can be punished for using it.</summary>
public sealed class CounterpartyCommitmentRevoked : IFact
{
    private readonly ulong _number;
    private readonly byte[] _secret;

    public CounterpartyCommitmentRevoked(ulong number, byte[] secret)
    {
        _number = number;
        _secret = secret;
    }

    public void ApplyTo(Channel channel)
    {
        Check.That(_number == channel.CounterpartyRevokedCount, "revocations arrive in order");
        Check.That(_number + 2 == channel.SignedCount, "only a number with a signed successor is revoked");
        channel.Revocations = channel.Revocations.With(_number, _secret);
        channel.CounterpartyRevokedCount = _number + 1;
        channel.PreviousPointDigest = null;
    }
}
