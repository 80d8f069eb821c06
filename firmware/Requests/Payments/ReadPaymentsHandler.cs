using Holdfast.Bytes;
using Holdfast.Payments;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>The payments of a channel as bytes, for the host to keep; empty where the device does not follow them.</summary>
public static class ReadPaymentsHandler
{
    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        ReadPayments request = ReadPayments.Decode(body);
        int slot = signer.ExitSlotOf(request.ChannelId);
        ReadPaymentsReply reply = new ReadPaymentsReply();
        reply.Payments = signer.Channels.At(slot).PaymentsDigest == null ? new byte[0] : signer.Payments.Known(slot).Encode();
        return reply.Encode();
    }
}
