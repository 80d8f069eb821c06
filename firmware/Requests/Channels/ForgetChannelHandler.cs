using Holdfast.Bytes;
using Holdfast.Channels.Facts;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>
/// The node is done with a channel. It promises nothing any more and its number never comes back, but what brings its money home is still signed until
/// another channel needs the slot: the device cannot see whether the node is right.
/// </summary>
public static class ForgetChannelHandler
{
    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        ForgetChannel request = ForgetChannel.Decode(body);
        int slot = signer.Channels.SlotOf(request.ChannelId);
        if (slot >= 0 && !signer.Channels.At(slot).IsForgotten)
        {
            signer.Record(slot, new ChannelForgotten());
        }

        return new ForgetChannelReply().Encode();
    }
}
