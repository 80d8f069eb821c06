using System;
using Holdfast.Bytes;
using Holdfast.Channels;
using Holdfast.Lightning;
using Holdfast.Policy;
using Holdfast.Protocol;
using Holdfast.Towers;

namespace Holdfast.Requests;

/// <summary>
/// The backup of a revoked commitment of the peer. The device has forgotten the commitment; its ticket says what it was, and fits only together with the
/// secret behind the commitment's point. The script, both keys and the whole transaction under the signature are rebuilt.
/// </summary>
public static class MakeTowerBackupHandler
{
    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        MakeTowerBackup request = MakeTowerBackup.Decode(body);
        TowerContext towers = signer.Towers;
        TowerSession session = towers.SessionOf(request.Index);
        Channel channel = signer.Channels.At(signer.ExitSlotOf(request.ChannelId));
        bool hasAnchors = channel.Terms.Type != ChannelType.StaticRemoteKey;
        TowerRules.RequireState(session != null, session == null || (session.BlobType == BlobTypes.Anchors) == hasAnchors,
            request.Number < channel.CounterpartyRevokedCount);

        HolderKeys keys = signer.KeysOf(channel);
        TowerState state = new TowerState(request.ChannelId, request.FundingPrefix, request.Number);
        byte[] point = keys.RevealedPoint(KeyValidation.RequireSecret(signer, request.Secret));
        TowerRules.RequireSigned(Check.SameSecret(request.Ticket, towers.Ticket(state, request.Txid, request.Vout, request.Sat, point)));

        MakeTowerBackupReply reply = new MakeTowerBackupReply();
        reply.Blob = Blob(signer, session, channel, keys, state, request, point);
        reply.IsNeedless = reply.Blob.Length == 0;
        if (reply.IsNeedless)
        {
            reply.Hint = new byte[JusticeKit.HintBytes];
            reply.Seal = new byte[16];
            if (towers.Book.ExposureMax != 0 && towers.Book.IsTrusted(session.Tower))
            {
                TowerRules.RequireNeedless(request.Sat, signer.Limits);
                towers.Acknowledge(state);
            }
        }
        else
        {
            reply.Hint = JusticeKit.Hint(request.Txid);
            reply.Seal = towers.Seal(session.Index, state, reply.Hint, reply.Blob);
        }

        return reply.Encode();
    }

    // Empty where no tower could bring anything home.
    private static byte[] Blob(SignerContext signer, TowerSession session, Channel channel, HolderKeys keys, TowerState state, MakeTowerBackup request, byte[] point)
    {
        byte[] secret = KeyDerivation.RevocationSecret(signer.Curve, keys.Secrets.Revocation, keys.Basepoints.Revocation, request.Secret, point);
        try
        {
            CommitmentKeys revoked = keys.OfRevoked(point, secret, channel.Terms.CounterpartyBasepoints, false);
            int delayBlocks = channel.Terms.CounterpartyDelayBlocks;
            byte[] script = Scripts.ToLocal(revoked.Revocation, delayBlocks, revoked.BroadcasterDelayed);
            byte[] home = signer.Towers.SweepScript(session.SweepKeyIndex, session.IsTaproot);
            WalletTransaction justice = JusticeTransaction.Build(request.Txid, request.Vout, request.Sat, script, home,
                session.BlobType == BlobTypes.Anchors, session.FeeratePerKw);
            if (justice == null)
            {
                return new byte[0];
            }

            byte[] signature = signer.Curve.SignPlain(justice.Bip143Sighash(0, script, Bip143.All), secret);
            byte[] plain = JusticeKit.Plain(home, revoked.Revocation, revoked.BroadcasterDelayed, delayBlocks, signature);
            return JusticeKit.Seal(request.Txid, signer.Towers.Nonce(session.Index, state, plain), plain);
        }
        finally
        {
            Array.Clear(secret, 0, secret.Length);
        }
    }
}
