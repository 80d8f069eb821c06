namespace Holdfast.Channels.Facts;

/// <summary>
/// Something that has happened in a channel. Applied to a copy of the channel, which is then written down whole: the record on flash is
/// the sum of all facts (<see cref="ChannelCodec"/>), never a list of them.
/// </summary>
public interface IFact
{
    /// <summary>
    /// Changes the channel. A fact that cannot follow from the channel's state is a FaultException: the rules should have refused it.
    /// </summary>
    void ApplyTo(Channel channel);
}
