using Holdfast.NodeRequests.Translation;
using Holdfast.NodeRequests.Wire;
using Holdfast.Protocol;

namespace Holdfast.NodeRequests.Hsmd;

/// <summary>22: the peer claims that this is the holder's secret of a number that the node does not remember: is its database old?</summary>
internal sealed record CheckFutureSecret(ulong Number, byte[] Secret) : IHsmdRequest
{
    public static CheckFutureSecret Parse(HsmdReader reader) => new(reader.U64(), reader.Hash());

    public HsmdAnswer Answer(RequestScope scope)
    {
        ChannelName channel = scope.Client.Channel;
        Protocol.CheckFutureSecret request = new() { Peer = channel.Peer, Dbid = channel.Dbid, Number = Number, Secret = Secret };
        bool isOurs = scope.Signer.Ask(request.Encode, CheckFutureSecretReply.Decode).IsOurs;
        return HsmdAnswer.Reply(new HsmdWriter(HsmdType.CheckFutureSecretReply).Bool(isOurs).ToArray());
    }
}
