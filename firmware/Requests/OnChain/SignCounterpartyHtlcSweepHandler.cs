using Holdfast.Bytes;
using Holdfast.Channels;
using Holdfast.Lightning;
using Holdfast.Policy;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>
/// An HTLC on the peer's commitment that the holder can take: with the preimage, or after its expiry. Only the holder's signature is needed, so it covers the
/// whole transaction (SIGHASH_ALL), on anchor channels too: under SINGLE|ANYONECANPAY anybody could take what the transaction leaves for the fee.
/// </summary>
public static class SignCounterpartyHtlcSweepHandler
{
    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        SignCounterpartyHtlcSweep request = SignCounterpartyHtlcSweep.Decode(body);
        Channel channel = signer.Channels.At(signer.ExitSlotOf(request.ChannelId));
        HolderKeys keys = signer.KeysOf(channel);
        byte[] point = KeyValidation.RequirePoint(signer, request.Point);
        bool anchors = Sweep.RequireAnchors(channel, request.HasAnchors);
        CommitmentKeys commitment = keys.OfCounterparty(point, channel.Terms.CounterpartyBasepoints, true);
        WalletTransaction transaction = Sweep.Rebuild(request.Transaction);

        SweepRules.RequireScript(
            request.Transaction.WitnessScript, ClaimedHtlc.Expected(request.Transaction.WitnessScript, commitment, anchors));
        if (anchors)
        {
            SweepRules.RequireWait(request.Transaction.Sequence, 1);
        }

        Sweep.RequireFee(signer, request.Transaction, transaction);
        Sweep.RequireHome(signer, request.Transaction, transaction);

        byte[] secret = KeyDerivation.Secret(signer.Curve, keys.Secrets.Htlc, keys.Basepoints.Htlc, point);
        SignCounterpartyHtlcSweepReply reply = new SignCounterpartyHtlcSweepReply();
        reply.Signature = Sweep.Sign(signer, request.Transaction, transaction, secret, Bip143.All);
        return reply.Encode();
    }
}
