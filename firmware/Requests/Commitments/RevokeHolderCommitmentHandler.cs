using Holdfast.Bytes;
using Holdfast.Channels;
using Holdfast.Channels.Facts;
using Holdfast.Policy;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>The secret that makes the holder's commitment worthless, once its successor is held. One that was given is given again: the node asks after a restart.</summary>
public static class RevokeHolderCommitmentHandler
{
    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        RevokeHolderCommitment request = RevokeHolderCommitment.Decode(body);
        int slot = signer.SlotOf(request.ChannelId);
        Channel channel = signer.Channels.At(slot);

        if (request.Number >= channel.HolderRevokedCount)
        {
            RestoreRules.RequirePromise(signer.IsRestored, false);
            RevocationRules.RequireHolder(channel, request.Number, signer.Limits);
            signer.Payments.RecordOn(FirstPending(channel), slot, new HolderCommitmentRevoked(request.Number), signer.Payments.AfterRevoking(slot));
        }

        HolderKeys keys = signer.KeysOf(channel);
        RevokeHolderCommitmentReply reply = new RevokeHolderCommitmentReply();
        reply.Secret = keys.CommitmentSecret(request.Number);
        reply.NextPoint = keys.CommitmentPoint(request.Number + 2);
        return reply.Encode();
    }

    // The first funding that has a successor; a rule has made sure that there is one.
    private static int FirstPending(Channel channel)
    {
        for (int i = 0; i < channel.Fundings.Length; i++)
        {
            if (!channel.Fundings[i].IsRetired && channel.Fundings[i].HolderPending != null)
            {
                return i;
            }
        }

        return channel.FirstLive;
    }
}
