using Holdfast.NodeRequests.Translation;
using Holdfast.NodeRequests.Wire;
using Holdfast.Protocol;

namespace Holdfast.NodeRequests.Hsmd;

/// <summary>10: the holder's public keys of a channel.</summary>
internal sealed record GetChannelBasepoints(ChannelName Channel) : IHsmdRequest
{
    public static GetChannelBasepoints Parse(HsmdReader reader) => new(new ChannelName(reader.Point(), reader.U64()));

    public HsmdAnswer Answer(RequestScope scope)
    {
        ChannelKeysReply keys = scope.Keys(Channel);
        return HsmdAnswer.Reply(new HsmdWriter(HsmdType.GetChannelBasepointsReply)
            .Bytes(keys.Basepoints.Revocation)
            .Bytes(keys.Basepoints.Payment)
            .Bytes(keys.Basepoints.Htlc)
            .Bytes(keys.Basepoints.Delayed)
            .Bytes(keys.FundingPoint)
            .ToArray());
    }
}
