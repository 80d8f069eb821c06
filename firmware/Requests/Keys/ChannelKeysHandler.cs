using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>The holder's public keys of a channel; nothing secret, nothing written.</summary>
public static class ChannelKeysHandler
{
    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        ChannelKeys request = ChannelKeys.Decode(body);
        HolderKeys keys = signer.KeysOf(KeyValidation.RequirePoint(signer, request.Peer), request.Dbid);
        ChannelKeysReply reply = new ChannelKeysReply();
        reply.Basepoints = new BasepointFields();
        reply.Basepoints.Revocation = keys.Basepoints.Revocation;
        reply.Basepoints.Payment = keys.Basepoints.Payment;
        reply.Basepoints.Htlc = keys.Basepoints.Htlc;
        reply.Basepoints.Delayed = keys.Basepoints.Delayed;
        reply.FundingPoint = keys.FundingKey;
        return reply.Encode();
    }
}
