using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Requests.Handlers;

/// <summary>The node is done with a channel. The device forgets it, but never its number.</summary>
public static class ForgetChannelHandler
{
    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        ForgetChannel request = ForgetChannel.Decode(body);
        int slot = signer.Channels.SlotOf(request.ChannelId);
        if (slot >= 0)
        {
            signer.Forget(slot);
        }

        return new ForgetChannelReply().Encode();
    }
}
