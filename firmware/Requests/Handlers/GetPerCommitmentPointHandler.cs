using Holdfast.Bytes;
using Holdfast.Channels;
using Holdfast.Policy;
using Holdfast.Protocol;

namespace Holdfast.Requests.Handlers;

/// <summary>Our per-commitment point, up to the next one that the peer can need.</summary>
public static class GetPerCommitmentPointHandler
{
    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        GetPerCommitmentPoint request = GetPerCommitmentPoint.Decode(body);
        Keys.RequirePoint(signer, request.Peer);
        int slot = signer.SlotOf(request.Peer, request.Dbid);
        PointWithinReach.Require(slot < 0 ? null : signer.Channels.At(slot), request.Number);

        GetPerCommitmentPointReply reply = new GetPerCommitmentPointReply();
        reply.Point = signer.KeysOf(request.Peer, request.Dbid).CommitmentPoint(request.Number);
        return reply.Encode();
    }
}
