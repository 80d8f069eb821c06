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

    /// <summary>The same of a BOLT 12 invoice, whose payment secret and deltas are in paths that the device has made.</summary>
    public static void Require(Bolt12Invoice invoice, SignerContext signer)
    {
        Promise promise = signer.Vault.Find(invoice.PaymentHash);
        bool isOurs = promise != null;
        VaultRules.RequireReview(isOurs, isOurs && promise.Kind == PromiseKind.Promised,
            isOurs && invoice.AmountMsat == promise.AmountMsat && invoice.CreatedAt + invoice.ExpirySeconds <= promise.ExpiresAt,
            isOurs && (promise.Order == 0 || signer.Vault.OpenOrderOf(promise) != null), isOurs && AreMade(promise, invoice, signer));
    }

    // Malformed unless there is one invoice_blindedpay for each path.
    private static bool AreMade(Promise promise, Bolt12Invoice invoice, SignerContext signer)
    {
        ByteReader pay = new ByteReader(invoice.BlindedPay);
        bool areMade = true;
        int length;
        for (int at = 0; at < invoice.Paths.Length; at += length)
        {
            length = BlindedPath.LengthAt(invoice.Paths, at);
            byte[] path = new ByteReader(invoice.Paths, at, length).Rest();
            uint feeBaseMsat = pay.U32();
            uint feeProportional = pay.U32();
            ushort cltvDelta = pay.U16();
            ulong htlcMinimumMsat = pay.U64();
            pay.U64();
            areMade &= pay.U16() == 0 && signer.Vault.IsMade(PathTerms.Digest(path, promise.Index, feeBaseMsat, feeProportional, cltvDelta, htlcMinimumMsat));
        }

        pay.End();
        return areMade;
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
