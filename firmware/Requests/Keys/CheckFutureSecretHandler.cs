using System;
using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>Does the peer know a secret of the holder that the device does not remember giving away? Then its state is old. Only yes or no leaves.</summary>
public static class CheckFutureSecretHandler
{
    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        CheckFutureSecret request = CheckFutureSecret.Decode(body);
        HolderKeys keys = signer.KeysOf(KeyValidation.RequirePoint(signer, request.Peer), request.Dbid);
        byte[] secret = keys.CommitmentSecret(request.Number);
        CheckFutureSecretReply reply = new CheckFutureSecretReply();
        reply.IsOurs = Check.SameSecret(secret, request.Secret);
        Array.Clear(secret, 0, secret.Length);
        return reply.Encode();
    }
}
