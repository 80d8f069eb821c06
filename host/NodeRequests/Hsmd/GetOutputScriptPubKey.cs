using Holdfast.NodeRequests.Translation;
using Holdfast.NodeRequests.Wire;

namespace Holdfast.NodeRequests.Hsmd;

/// <summary>24: the script with which a peer's commitment pays the holder; asked once, by a migration of old databases. Public, answered here.</summary>
internal sealed record GetOutputScriptPubKey(ChannelName Channel, byte[]? CommitmentPoint) : IHsmdRequest
{
    public static GetOutputScriptPubKey Parse(HsmdReader reader)
    {
        ulong dbid = reader.U64();
        ChannelName channel = new(reader.Point(), dbid);
        return new GetOutputScriptPubKey(channel, reader.Bool() ? reader.Point() : null);
    }

    public HsmdAnswer Answer(RequestScope scope)
    {
        byte[] basepoint = scope.Keys(Channel).Basepoints.Payment;
        byte[] point = CommitmentPoint == null ? basepoint : scope.Check.SimplePoint(basepoint, CommitmentPoint);
        return HsmdAnswer.Reply(new HsmdWriter(HsmdType.GetOutputScriptPubKeyReply).Blob(ScriptShape.P2wpkh(point)).ToArray());
    }
}
