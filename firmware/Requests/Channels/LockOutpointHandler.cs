using Holdfast.Bytes;
using Holdfast.Channels;
using Holdfast.Channels.Facts;
using Holdfast.Policy;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>One funding is buried, on both sides' word and, where the device follows the chain, by proof: it becomes the only one.</summary>
public static class LockOutpointHandler
{
    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        LockOutpoint request = LockOutpoint.Decode(body);
        int slot = signer.SlotOf(request.ChannelId);
        Channel channel = signer.Channels.At(slot);
        int index = channel.IndexOfOutpoint(request.Txid, request.Vout);
        OpeningRules.RequireLock(channel, index);
        if (!channel.IsFundingLocked || channel.Fundings.Length > 1)
        {
            RestoreRules.RequirePromise(signer.IsRestored, false);
            if (channel.Fundings[index] != channel.Locked)
            {
                RequireBuried(signer, channel, channel.Fundings[index]);
            }

            signer.Payments.RecordOn(index, slot, new OutpointLocked(index), signer.Payments.Tables.At(slot));
            signer.Towers.Settle(slot);
        }

        return new LockOutpointReply().Encode();
    }

    private static void RequireBuried(SignerContext signer, Channel channel, Funding funding)
    {
        bool isInForce = signer.Chain.IsInForce;
        int depth = isInForce ? Burial.DepthOf(signer, channel, funding) : 0;
        bool ownerAgrees = !FundingIsBuried.IsShown(isInForce, depth, signer.Limits)
            && signer.Owner.Agrees("Believe the node that the funding of channel " + channel.Terms.Dbid.ToString() + " over " + funding.ValueSat.ToString()
                + " sat is confirmed? It was not shown in the block chain.", funding.Txid);
        OpeningRules.RequireBuried(isInForce, depth, signer.Limits, ownerAgrees);
    }
}
