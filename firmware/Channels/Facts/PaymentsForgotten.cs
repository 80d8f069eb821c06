namespace Holdfast.Channels.Facts;

/// <summary>What was known of the channel's payments holds no longer: the owner believes the node about them.</summary>
public sealed class PaymentsForgotten : IFact
{
    public void ApplyTo(Channel channel)
    {
        channel.PaymentsDigest = null;
    }
}
