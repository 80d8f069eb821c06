using Holdfast.Bytes;
using Holdfast.Channels;
using Holdfast.Lightning;
using Holdfast.Policy;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>
/// The holder's signature of an HTLC transaction on the holder commitment: it pays to the holder's delayed output and to nothing else. On anchor channels it is
/// SINGLE|ANYONECANPAY, as the peer's is, so that the wallet can pay the fee; then the output holds all that the HTLC held.
/// </summary>
public static class SignHolderHtlcHandler
{
    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        SignHolderHtlc request = SignHolderHtlc.Decode(body);
        Channel channel = signer.Channels.At(signer.ExitSlotOf(request.ChannelId));
        ClosingRules.RequireHtlcs(channel, request.Number);
        HolderKeys keys = signer.KeysOf(channel);
        bool anchors = Sweep.RequireAnchors(channel, request.HasAnchors);
        CommitmentKeys commitment = keys.OfHolder(request.Number, channel.Terms.CounterpartyBasepoints, true);
        WalletTransaction transaction = Sweep.Rebuild(request.Transaction);

        ClaimedHtlc htlc = ClaimedHtlc.Read(request.Transaction.WitnessScript);
        SweepRules.RequireScript(request.Transaction.WitnessScript, htlc == null ? null : htlc.Rebuild(commitment, anchors));
        byte[] delayed = Scripts.PayToWitnessScript(Scripts.ToLocal(commitment.Revocation, channel.Terms.HolderDelayBlocks, commitment.BroadcasterDelayed));
        SweepRules.RequireHtlcTransaction(transaction.OutputCount, transaction.OutputAt(0).Script, delayed,
            request.Transaction.Locktime, htlc.IsOffered, request.Transaction.Sequence, anchors ? 1u : 0u);
        Sweep.RequireFee(signer, request.Transaction, transaction);
        if (anchors)
        {
            SweepRules.RequireHtlcValue(request.Transaction.InputSat, transaction.OutputAt(0).ValueSat);
        }

        byte[] secret = KeyDerivation.Secret(signer.Curve, keys.Secrets.Htlc, keys.Basepoints.Htlc, keys.CommitmentPoint(request.Number));
        SignHolderHtlcReply reply = new SignHolderHtlcReply();
        reply.Signature = Sweep.Sign(signer, request.Transaction, transaction, secret, anchors ? Bip143.SingleAnyoneCanPay : Bip143.All);
        return reply.Encode();
    }
}
