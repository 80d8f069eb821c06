using System;
using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Lightning;
using Holdfast.Policy;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>A BOLT 12 message: the tagged hash keeps it from being a transaction, the tweak says under which of the node's names it is signed.</summary>
public static class SignBolt12Handler
{
    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        SignBolt12 request = SignBolt12.Decode(body);
        Bolt12Names.Require(request.MessageName, request.FieldName);
        VaultRules.RequireReviewed(!Bolt12Names.IsInvoice(request.MessageName, request.FieldName) || signer.Vault.IsReviewed(request.Merkle), signer.Limits);
        byte[] hash = MessageHash.Bolt12(request.MessageName, request.FieldName, request.Merkle);
        byte[] secret = Secret(signer, request);
        SignBolt12Reply reply = new SignBolt12Reply();
        reply.Signature = signer.Curve.SignSchnorr(hash, secret, new byte[32]);
        Array.Clear(secret, 0, secret.Length);
        return reply.Encode();
    }

    private static byte[] Secret(SignerContext signer, SignBolt12 request)
    {
        if (request.Key == Bolt12Key.Node)
        {
            return new ByteReader(signer.Tree.NodeSecret).Rest();
        }

        bool isNodeKey = request.Key == Bolt12Key.NodeTweaked;
        ByteWriter tweak = new ByteWriter(33 + request.Tweak.Length);
        tweak.Bytes(isNodeKey ? signer.Tree.DeriveSecret(request.Info) : signer.Tree.Bolt12PublicKey);
        tweak.Bytes(request.Tweak);
        return signer.Curve.AddSecrets(isNodeKey ? signer.Tree.NodeSecret : signer.Tree.Bolt12Secret, Sha256.Hash(tweak.ToArray()));
    }
}
