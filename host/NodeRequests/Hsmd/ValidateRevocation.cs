using Holdfast.NodeRequests.Translation;
using Holdfast.NodeRequests.Wire;
using Holdfast.Protocol;

namespace Holdfast.NodeRequests.Hsmd;

/// <summary>36: the peer's secret of a number: that commitment of theirs is dead.</summary>
internal sealed record ValidateRevocation(ulong Number, byte[] Secret) : IHsmdRequest
{
    public static ValidateRevocation Parse(HsmdReader reader) => new(reader.U64(), reader.Hash());

    public HsmdAnswer Answer(RequestScope scope)
    {
        ChannelName channel = scope.Client.Channel;
        Protocol.ValidateRevocation request = new() { ChannelId = channel.Id, Number = Number, Secret = Secret };
        scope.Signer.Ask(channel, request.Encode, ValidateRevocationReply.Decode);
        if (scope.Session.States is { IsOn: true } states)
        {
            states.Revoked(channel.ToBytes(), Number, Secret);
        }

        return HsmdAnswer.Reply(new HsmdWriter(HsmdType.ValidateRevocationReply).ToArray());
    }
}
