using Holdfast.Bytes;
using Holdfast.Channels;
using Holdfast.Channels.Facts;
using Holdfast.Policy;
using Holdfast.Protocol;

namespace Holdfast.Requests.Handlers;

/// <summary>One funding is buried on both sides' word: it becomes the only one.</summary>
public static class LockOutpointHandler
{
    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        LockOutpoint request = LockOutpoint.Decode(body);
        int slot = signer.SlotOf(request.ChannelId);
        Channel channel = signer.Channels.At(slot);
        int index = channel.IndexOfOutpoint(request.Txid, request.Vout);
        LockedFundingIsHeld.Require(channel, index);
        if (!channel.IsFundingLocked || channel.Fundings.Length > 1)
        {
            signer.Record(slot, new OutpointLocked(index));
            signer.Towers.Settle(slot);
        }

        return new LockOutpointReply().Encode();
    }
}
