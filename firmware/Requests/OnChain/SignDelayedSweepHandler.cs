using Holdfast.Bytes;
using Holdfast.Channels;
using Holdfast.Lightning;
using Holdfast.Policy;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>The holder's delayed money, from the holder commitment or from an HTLC transaction on it, comes home.</summary>
public static class SignDelayedSweepHandler
{
    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        SignDelayedSweep request = SignDelayedSweep.Decode(body);
        Channel channel = signer.Channels.At(signer.ExitSlotOf(request.ChannelId));
        HolderKeys keys = signer.KeysOf(channel);
        CommitmentKeys commitment = keys.OfHolder(request.Number, channel.Terms.CounterpartyBasepoints, false);
        WalletTransaction transaction = Sweep.Rebuild(request.Transaction);

        SweepRules.RequireScript(request.Transaction.WitnessScript,
            Scripts.ToLocal(commitment.Revocation, channel.Terms.HolderDelayBlocks, commitment.BroadcasterDelayed));
        SweepRules.RequireWait(request.Transaction.Sequence, (uint)channel.Terms.HolderDelayBlocks);
        Sweep.RequireFee(signer, request.Transaction, transaction);
        Sweep.RequireHome(signer, request.Transaction, transaction);

        byte[] secret = KeyDerivation.Secret(
            signer.Curve, keys.Secrets.Delayed, keys.Basepoints.Delayed, keys.CommitmentPoint(request.Number));
        SignDelayedSweepReply reply = new SignDelayedSweepReply();
        reply.Signature = Sweep.Sign(signer, request.Transaction, transaction, secret, Bip143.All);
        return reply.Encode();
    }
}
