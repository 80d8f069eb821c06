using System;
using Holdfast.Bytes;
using Holdfast.Policy;
using Holdfast.Protocol;
using Holdfast.Vault;

namespace Holdfast.Requests;

/// <summary>A payment hash of which nobody but the device knows the preimage. The promise is durable before anybody learns the hash.</summary>
public static class PromiseInvoiceHandler
{
    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        PromiseInvoice request = PromiseInvoice.Decode(body);
        if (request.AmountMsat >= Promise.AmountEnd || request.ExpiresAt == 0 || request.ExpiresAt > uint.MaxValue)
        {
            throw new MalformedException("an amount or a time that no invoice has");
        }

        RestoreRules.RequirePromise(signer.IsRestored, false);
        RequireFollowed(signer);
        if (request.Order != 0)
        {
            JitOrder order = signer.Vault.Book.OrderOf(request.Order);
            bool isOpen = order != null && !order.IsTaken;
            VaultRules.RequirePromise(isOpen, isOpen && Fits(request, order));
        }

        Promise promise = signer.Vault.Add(request.AmountMsat, (uint)request.ExpiresAt, request.FinalDelta, request.Order);
        PromiseInvoiceReply reply = new PromiseInvoiceReply();
        reply.Index = promise.Index;
        reply.PaymentHash = signer.Vault.HashOf(promise);
        reply.PaymentSecret = signer.Vault.PaymentSecretOf(promise);
        byte[] bytes = reply.Encode();
        Array.Clear(reply.PaymentSecret, 0, reply.PaymentSecret.Length);
        return bytes;
    }

    // An amount that the payer decides fits an order of which the same is true. The device sees what comes, so that nothing bounds there what was kept.
    private static bool Fits(PromiseInvoice request, JitOrder order)
    {
        bool isSize = order.IsFixed ? request.AmountMsat == order.SizeMsat
            : request.AmountMsat == 0 || (request.AmountMsat <= order.SizeMsat && order.FeeMsat(request.AmountMsat) < request.AmountMsat);
        return isSize && request.ExpiresAt <= order.ValidUntil;
    }

    /// <summary>NotNow where the device would never see that a payment has come.</summary>
    public static void RequireFollowed(SignerContext signer)
    {
        if (!signer.Limits.PaymentsAreChecked)
        {
            throw RequestException.NotNow(ErrorCode.PaymentsNotFollowed, "the vault needs the payments of the channels: set the limit PaymentsAreChecked to 1");
        }
    }
}
