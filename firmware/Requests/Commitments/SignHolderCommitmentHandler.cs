using Holdfast.Bytes;
using Holdfast.Channels;
using Holdfast.Channels.Facts;
using Holdfast.Policy;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>The device's signature of the holder's commitment, for a force-close. What is signed is the hash that was kept when the commitment was validated.</summary>
public static class SignHolderCommitmentHandler
{
    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        SignHolderCommitment request = SignHolderCommitment.Decode(body);
        int slot = signer.ExitSlotOf(request.ChannelId);
        Channel channel = signer.Channels.At(slot);
        Funding funding = channel.Fundings[SignerContext.ExitFundingOf(channel, request.FundingPrefix)];
        ClosingRules.RequireCommitment(channel, funding, request.Number);

        bool isCurrent = request.Number == channel.HolderRevokedCount;
        if (isCurrent ? !channel.IsCurrentSigned : !channel.IsPendingSigned)
        {
            signer.Record(slot, new HolderCommitmentSigned(request.Number));
        }

        HeldCommitment held = isCurrent ? funding.HolderCurrent : funding.HolderPending;
        SignHolderCommitmentReply reply = new SignHolderCommitmentReply();
        reply.Signature = signer.Curve.Sign(held.Sighash, signer.KeysOf(channel).Secrets.Funding);
        return reply.Encode();
    }
}
