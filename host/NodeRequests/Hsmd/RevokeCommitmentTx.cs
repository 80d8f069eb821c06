using Holdfast.NodeRequests.Translation;
using Holdfast.NodeRequests.Wire;
using Holdfast.Protocol;

namespace Holdfast.NodeRequests.Hsmd;

/// <summary>40: the holder's secret of a number, which kills that commitment, and the point two numbers on. Repeated after a restart.</summary>
internal sealed record RevokeCommitmentTx(ulong Number) : IHsmdRequest
{
    public static RevokeCommitmentTx Parse(HsmdReader reader) => new(reader.U64());

    public HsmdAnswer Answer(RequestScope scope)
    {
        ChannelName channel = scope.Client.Channel;
        RevokeHolderCommitment request = new() { ChannelId = channel.Id, Number = Number };
        RevokeHolderCommitmentReply reply = scope.Signer.Ask(channel, request.Encode, RevokeHolderCommitmentReply.Decode);
        return HsmdAnswer.Reply(new HsmdWriter(HsmdType.RevokeCommitmentTxReply).Bytes(reply.Secret).Bytes(reply.NextPoint).ToArray());
    }
}
