using System;
using Holdfast.Bytes;
using Holdfast.Lightning;
using Holdfast.Policy;
using Holdfast.Vault;

namespace Holdfast.Requests;

/// <summary>Whether an invoice that is to be signed says what the vault has promised for its payment hash. The node's own invoices are not read further than their hash.</summary>
public static class VaultReview
{
    /// <param name="hash">The payment hash.</param>
    /// <param name="prefix">The human-readable part.</param>
    public static void Require(byte[] hash, byte[] prefix, byte[] data, byte[] network, SignerContext signer)
    {
        Promise promise = signer.Vault.Find(hash);
        bool isOurs = promise != null;
        bool hasOrder = isOurs && promise.Order != 0;
        JitOrder order = hasOrder ? signer.Vault.OpenOrderOf(promise) : null;
        VaultRules.RequireInvoice(isOurs, isOurs && promise.Kind == PromiseKind.Promised, isOurs && IsKept(promise, Invoice.Unsigned(prefix, data, network), signer),
            !hasOrder || order != null, order == null || Invoice.HasOnlyHint(data, Hop(order)), signer.Limits);
    }

    // As BOLT 11 has it: node id, channel, base fee, share, delta. The provider takes its fee of the payment, not of the payer.
    private static byte[] Hop(JitOrder order)
    {
        ByteWriter writer = new ByteWriter(51);
        writer.Bytes(order.Lsp);
        writer.U64(order.Scid);
        writer.U64(0);
        writer.U16(order.CltvDelta);
        return writer.ToArray();
    }

    /// <summary>The same of a BOLT 12 invoice, which has no payment secret, and where the paths say how much time is left.</summary>
    public static void Require(Bolt12Invoice invoice, SignerContext signer)
    {
        Promise promise = signer.Vault.Find(invoice.PaymentHash);
        bool isOurs = promise != null;
        VaultRules.RequireReview(isOurs, isOurs && promise.Kind == PromiseKind.Promised,
            isOurs && invoice.AmountMsat == promise.AmountMsat && invoice.CreatedAt + invoice.ExpirySeconds <= promise.ExpiresAt);
    }

    private static bool IsKept(Promise promise, Invoice invoice, SignerContext signer)
    {
        byte[] secret = signer.Vault.PaymentSecretOf(promise);
        bool isSecret = Check.SameSecret(secret, invoice.PaymentSecret);
        Array.Clear(secret, 0, secret.Length);
        return isSecret && invoice.AmountMsat == promise.AmountMsat && invoice.FinalDelta >= promise.FinalDelta
            && invoice.Timestamp + invoice.ExpirySeconds <= promise.ExpiresAt;
    }
}
