using Holdfast.Bytes;
using Holdfast.Channels;
using Holdfast.Policy;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>The holder's per-commitment point, up to the next one that the peer can need.</summary>
public static class GetPerCommitmentPointHandler
{
    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        GetPerCommitmentPoint request = GetPerCommitmentPoint.Decode(body);
        KeyValidation.RequirePoint(signer, request.Peer);
        int slot = signer.SlotOf(request.Peer, request.Dbid);
        Channel channel = slot < 0 ? null : signer.Channels.At(slot);
        RevocationRules.RequirePoint(channel, request.Number);

        HolderKeys keys = signer.KeysOf(request.Peer, request.Dbid);
        bool isRevoked = channel != null && request.Number < channel.HolderRevokedCount;
        GetPerCommitmentPointReply reply = new GetPerCommitmentPointReply();
        reply.Point = isRevoked ? keys.RevokedPoint(request.Number) : keys.CommitmentPoint(request.Number);
        return reply.Encode();
    }
}
