using System;
using Holdfast.Bytes;
using Holdfast.Channels;
using Holdfast.Policy;
using Holdfast.Protocol;
using Holdfast.Vault;

namespace Holdfast.Requests;

/// <summary>
/// A way to the holder for one payment hash. The device makes it whole, so that there is nothing to review: what it begins with follows from its own secret and from everything
/// that the path says.
/// </summary>
public static class MakeBlindedPathHandler
{
    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        byte[] made = body.Rest();
        MakeBlindedPath request = MakeBlindedPath.Decode(new ByteReader(made));
        byte[] introduction = KeyValidation.RequirePoint(signer, request.Introduction);
        Promise promise = signer.Vault.Find(request.PaymentHash);
        bool isOurs = promise != null;
        JitOrder order = isOurs ? signer.Vault.OpenOrderOf(promise) : null;
        bool isOrders = order != null && order.Scid == request.Scid;
        VaultRules.RequirePath(isOurs, isOurs && promise.Kind == PromiseKind.Promised, isOrders ? IsAgreed(order, request) : !signer.Vault.IsOrdered(request.Scid),
            isOrders || IsPeer(introduction, signer));

        PathTerms terms = new PathTerms(request);
        byte[] pathId = signer.Vault.PaymentSecretOf(promise);
        byte[][] data = { terms.ToIntroduction(), terms.ToHolder(pathId) };
        Array.Clear(pathId, 0, pathId.Length);
        byte[] path = BlindedPath.Make(signer.Curve, signer.Hmac, signer.Vault.PathSecretOf(promise, made), new byte[][] { introduction, signer.Tree.NodeId }, data);
        Array.Clear(data[1], 0, data[1].Length);
        signer.Vault.Made(PathTerms.Digest(path, promise.Index, request.FeeBaseMsat, request.FeeProportional, request.CltvDelta + promise.FinalDelta, request.HtlcMinimumMsat));
        MakeBlindedPathReply reply = new MakeBlindedPathReply();
        reply.Path = path;
        return reply.Encode();
    }

    private static bool IsAgreed(JitOrder order, MakeBlindedPath request)
    {
        return Check.Same(order.Lsp, request.Introduction) && request.CltvDelta == order.CltvDelta && request.FeeBaseMsat == 0 && request.FeeProportional == 0
            && request.HtlcMinimumMsat == 0;
    }

    private static bool IsPeer(byte[] introduction, SignerContext signer)
    {
        for (int slot = 0; slot < signer.Channels.SlotCount; slot++)
        {
            Channel channel = signer.Channels.At(slot);
            if (channel != null && !channel.IsForgotten && Check.Same(channel.Terms.Peer, introduction))
            {
                return true;
            }
        }

        return false;
    }
}
