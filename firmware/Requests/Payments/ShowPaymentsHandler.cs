using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>The payments of a channel from the host. A host can withhold them or show older ones, but not others than the device has given.</summary>
public static class ShowPaymentsHandler
{
    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        ShowPayments request = ShowPayments.Decode(body);
        int slot = signer.ExitSlotOf(request.ChannelId);
        ShowPaymentsReply reply = new ShowPaymentsReply();
        reply.AreKnown = signer.Channels.At(slot).PaymentsDigest == null || signer.Payments.Tables.At(slot) != null
            || signer.Payments.Show(slot, request.Payments);
        return reply.Encode();
    }
}
