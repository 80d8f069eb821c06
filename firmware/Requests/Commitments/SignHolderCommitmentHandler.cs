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
            RequireAgreed(signer, channel);
            signer.Record(slot, new HolderCommitmentSigned(request.Number));
        }

        HeldCommitment held = isCurrent ? funding.HolderCurrent : funding.HolderPending;
        SignHolderCommitmentReply reply = new SignHolderCommitmentReply();
        reply.Signature = signer.Curve.Sign(held.Sighash, signer.KeysOf(channel).Secrets.Funding);
        return reply.Encode();
    }

    // With an old backup this commitment may be revoked, and only the owner may know. Once it is signed, it is signed.
    private static void RequireAgreed(SignerContext signer, Channel channel)
    {
        RestoreRules.RequireClose(signer.IsRestored, signer.IsRestored && signer.Owner.Agrees("Close channel " + channel.Terms.Dbid.ToString()
            + " alone, with the state of the backup? If the backup is not the newest, the peer takes all of it.", channel.Id));
    }
}
