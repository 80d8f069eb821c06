using Holdfast.Bytes;
using Holdfast.Channels;
using Holdfast.Protocol;

namespace Holdfast.Requests.Handlers;

/// <summary>Is a funding buried? Without a view of the chain the device only knows whether the channel has such a live funding.</summary>
public static class CheckOutpointHandler
{
    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        CheckOutpoint request = CheckOutpoint.Decode(body);
        Channel channel = signer.Channels.At(signer.SlotOf(request.ChannelId));
        CheckOutpointReply reply = new CheckOutpointReply();
        int index = channel.IndexOfOutpoint(request.Txid, request.Vout);
        reply.IsBuried = index >= 0 && !channel.Fundings[index].IsRetired;
        return reply.Encode();
    }
}
