using Holdfast.NodeRequests.Translation;
using Holdfast.NodeRequests.Wire;
using Holdfast.Protocol;

namespace Holdfast.NodeRequests.Hsmd;

/// <summary>34: the channel is over and buried; its secrets will not be needed again.</summary>
internal sealed record ForgetChannel(ChannelName Channel) : IHsmdRequest
{
    public static ForgetChannel Parse(HsmdReader reader) => new(new ChannelName(reader.Point(), reader.U64()));

    /// <summary>The node has forgotten the channel already; that the device keeps it costs a place and nothing else.</summary>
    public byte[] LastResort(bool isPassing) => new HsmdWriter(HsmdType.ForgetChannelReply).ToArray();

    public HsmdAnswer Answer(RequestScope scope)
    {
        scope.Signer.Ask(Channel, new Protocol.ForgetChannel { ChannelId = Channel.Id }.Encode, ForgetChannelReply.Decode);
        scope.Session.Channels.Forget(Channel);
        scope.Session.Payments.Forget(Channel);
        scope.Session.States?.Forgotten(Channel.ToBytes());
        return HsmdAnswer.Reply(new HsmdWriter(HsmdType.ForgetChannelReply).ToArray());
    }
}
