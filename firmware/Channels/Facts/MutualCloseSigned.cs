namespace Holdfast.Channels.Facts;

/// <summary>The device has signed a closing transaction: the channel promises nothing new any more.</summary>
public sealed class MutualCloseSigned : IFact
{
    public void ApplyTo(Channel channel)
    {
        channel.IsMutualCloseSigned = true;
    }
}
