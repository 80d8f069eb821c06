using System;
using Holdfast.Bytes;
using Holdfast.Channels;
using Holdfast.Lightning;
using Holdfast.Policy;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>An output of a commitment that the peer has revoked comes to the owner. The peer's secret is part of the key, so no other output can be meant.</summary>
public static class SignPenaltyHandler
{
    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        SignPenalty request = SignPenalty.Decode(body);
        Channel channel = signer.Channels.At(signer.ExitSlotOf(request.ChannelId));
        HolderKeys keys = signer.KeysOf(channel);
        byte[] point = keys.RevealedPoint(KeyValidation.RequireSecret(signer, request.RevocationSecret));
        byte[] secret = KeyDerivation.RevocationSecret(
            signer.Curve, keys.Secrets.Revocation, keys.Basepoints.Revocation, request.RevocationSecret, point);
        try
        {
            WalletTransaction transaction = Sweep.Rebuild(request.Transaction);

            SweepRules.RequireScript(request.Transaction.WitnessScript, Expected(channel, keys, point, secret, request.Transaction.WitnessScript));
            Sweep.RequirePenaltyFee(signer, request.Transaction, transaction);
            Sweep.RequireHome(signer, request.Transaction, transaction);

            SignPenaltyReply reply = new SignPenaltyReply();
            reply.Signature = Sweep.Sign(signer, request.Transaction, transaction, secret, Bip143.All);
            return reply.Encode();
        }
        finally
        {
            // Also when a rule refuses.
            Array.Clear(secret, 0, secret.Length);
        }
    }

    // The peer's delayed output (it begins with OP_IF), or an HTLC.
    private static byte[] Expected(Channel channel, HolderKeys keys, byte[] point, byte[] secret, byte[] script)
    {
        Basepoints counterparty = channel.Terms.CounterpartyBasepoints;
        if (script.Length > 0 && script[0] == Opcode.If)
        {
            CommitmentKeys delayed = keys.OfRevoked(point, secret, counterparty, false);
            return Scripts.ToLocal(delayed.Revocation, channel.Terms.CounterpartyDelayBlocks, delayed.BroadcasterDelayed);
        }

        return ClaimedHtlc.Expected(
            script, keys.OfRevoked(point, secret, counterparty, true), channel.Terms.Type != ChannelType.StaticRemoteKey);
    }
}
