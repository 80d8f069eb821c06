namespace Holdfast.Channels.Facts;

/// <summary>The node is done with the channel. Nothing new is promised; what takes the holder's money off the chain stays possible.</summary>
public sealed class ChannelForgotten : IFact
{
    public void ApplyTo(Channel channel)
    {
        channel.IsForgotten = true;
    }
}
