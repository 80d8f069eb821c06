using Holdfast.NodeRequests.Translation;
using Holdfast.NodeRequests.Wire;

namespace Holdfast.NodeRequests.Hsmd;

/// <summary>30: a number for a channel that may come to be with this peer.</summary>
internal sealed record NewChannel(ChannelName Channel) : IHsmdRequest
{
    public static NewChannel Parse(HsmdReader reader) => new(new ChannelName(reader.Point(), reader.U64()));

    /// <summary>A peer that asks for a channel starts this. The opening ends when its own daemon asks for the channel's set-up.</summary>
    public byte[] LastResort(bool isPassing) => new HsmdWriter(HsmdType.NewChannelReply).ToArray();

    public HsmdAnswer Answer(RequestScope scope)
    {
        scope.Signer.Ask(new Protocol.NewChannel { Peer = Channel.Peer, Dbid = Channel.Dbid }.Encode, Protocol.NewChannelReply.Decode);
        return HsmdAnswer.Reply(new HsmdWriter(HsmdType.NewChannelReply).ToArray());
    }
}
