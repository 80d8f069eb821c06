namespace Holdfast.Channels.Facts;

/// <summary>A payment of a channel that ended on chain came back. The channel's promises stay as they are; the digest of its payments is written with this fact.</summary>
public sealed class PaymentReturned : IFact
{
    public void ApplyTo(Channel channel)
    {
    }
}
