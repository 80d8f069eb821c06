using Holdfast.Bytes;
using Holdfast.Channels;
using Holdfast.Channels.Facts;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>
/// The host has lost the payments of a channel: its next commitments say what they are, and where none comes any more they are forgotten. Whoever makes commitments can
/// claim anything, so the owner decides.
/// </summary>
public static class AdoptPaymentsHandler
{
    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        AdoptPayments request = AdoptPayments.Decode(body);
        int slot = signer.ExitSlotOf(request.ChannelId);
        Channel channel = signer.Channels.At(slot);
        if (channel.PaymentsDigest != null)
        {
            string name = "channel " + channel.Terms.Dbid.ToString() + " with " + Ascii.Hex(channel.Terms.Peer);
            string question = channel.IsForgotten || channel.IsClosing
                ? "Forget what was paid in " + name + ", which only ends? It no longer counts against what other channels pay or give back."
                : "Believe the node about the payments in flight in " + name + ", and about what you own in it, at its next commitments?";
            if (!signer.Owner.Agrees(question, channel.PaymentsDigest))
            {
                throw RequestException.NotApproved("the node is believed about payments only with the owner's button");
            }

            signer.CarryUnlisted(signer.Payments.UnlistedMsat(slot) > 0 ? signer.Payments.UnlistedMsat(slot) : 0);
            signer.Record(slot, new PaymentsForgotten(), null);
        }

        return new AdoptPaymentsReply().Encode();
    }
}
