using Holdfast.NodeRequests.Translation;
using Holdfast.NodeRequests.Wire;
using Holdfast.Protocol;

namespace Holdfast.NodeRequests.Hsmd;

/// <summary>18: the holder's per-commitment point of a number. Since version 6 the reply's old secret is always absent.</summary>
internal sealed record GetPerCommitmentPoint(ulong Number) : IHsmdRequest
{
    public static GetPerCommitmentPoint Parse(HsmdReader reader) => new(reader.U64());

    public HsmdAnswer Answer(RequestScope scope)
    {
        ChannelName channel = scope.Client.Channel;
        Protocol.GetPerCommitmentPoint request = new() { Peer = channel.Peer, Dbid = channel.Dbid, Number = Number };
        byte[] point = scope.Signer.Ask(request.Encode, GetPerCommitmentPointReply.Decode).Point;
        return HsmdAnswer.Reply(new HsmdWriter(HsmdType.GetPerCommitmentPointReply).Bytes(point).Bool(false).ToArray());
    }
}
