using Holdfast.Bytes;
using Holdfast.Channels;
using Holdfast.Policy;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>
/// Is a funding buried? Until the device follows the chain it only knows whether the channel has such a live funding. A stock node asks again every ten
/// seconds until it is, so a proof may come later.
/// </summary>
public static class CheckOutpointHandler
{
    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        CheckOutpoint request = CheckOutpoint.Decode(body);
        Channel channel = signer.Channels.At(signer.SlotOf(request.ChannelId));
        CheckOutpointReply reply = new CheckOutpointReply();
        int index = channel.IndexOfOutpoint(request.Txid, request.Vout);
        reply.IsBuried = index >= 0 && !channel.Fundings[index].IsRetired && IsShown(signer, channel, channel.Fundings[index]);
        return reply.Encode();
    }

    // What is locked was shown then, or agreed to.
    private static bool IsShown(SignerContext signer, Channel channel, Funding funding)
    {
        return !signer.Chain.IsInForce || funding == channel.Locked
            || FundingIsBuried.IsShown(true, Burial.DepthOf(signer, channel, funding), signer.Limits);
    }
}
