namespace Holdfast.Channels.Facts;

/// <summary>Our signature of a closing transaction is out: the channel promises nothing new any more.</summary>
public sealed class MutualCloseSigned : IFact
{
    public void ApplyTo(Channel channel)
    {
        channel.IsMutualCloseSigned = true;
    }
}
