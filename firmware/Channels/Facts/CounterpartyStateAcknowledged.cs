using Holdfast.Bytes;

namespace Holdfast.Channels.Facts;

/// <summary>For every funding that counts, a trusted watchtower has a backup of the lowest number that was not acknowledged, or there is nothing to back up.</summary>
public sealed class CounterpartyStateAcknowledged : IFact
{
    private readonly ulong _number;

    public CounterpartyStateAcknowledged(ulong number)
    {
        _number = number;
    }

    public void ApplyTo(Channel channel)
    {
        Check.That(channel.CountsBackups && channel.Unacknowledged > 0 && _number == channel.FirstUnacknowledged, "states are acknowledged in order");
        Check.That(_number < channel.CounterpartyRevokedCount, "only a revoked state is backed up");
        channel.Unacknowledged--;
    }
}
