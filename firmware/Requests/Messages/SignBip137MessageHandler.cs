using System;
using Holdfast.Bytes;
using Holdfast.Lightning;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>A text under a wallet key (BIP 137).</summary>
public static class SignBip137MessageHandler
{
    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        SignBip137Message request = SignBip137Message.Decode(body);
        byte[] secret = signer.Tree.WalletSecret(KeyValidation.RequireIndex(request.KeyIndex));
        SignBip137MessageReply reply = new SignBip137MessageReply();
        reply.Signature = signer.Curve.SignRecoverable(MessageHash.Bip137(request.Message), secret);
        Array.Clear(secret, 0, secret.Length);
        return reply.Encode();
    }
}
