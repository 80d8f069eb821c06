using System;
using Holdfast.Bytes;
using Holdfast.Payments;
using Holdfast.Policy;
using Holdfast.Protocol;
using Holdfast.Vault;

namespace Holdfast.Requests;

/// <summary>
/// The preimage leaves when the device itself has seen that the payment has come. The release is durable before the preimage is made; the same parts get it again after a
/// crash, without a look at tables that may have changed since.
/// </summary>
public static class ReleasePreimageHandler
{
    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        ReleasePreimage request = ReleasePreimage.Decode(body);
        PartSet parts = new PartSet(request.Parts);
        byte[] set = parts.Digest();
        Promise promise = signer.Vault.Find(request.PaymentHash);
        VaultRules.RequireOurs(promise != null);
        if (promise.Kind == PromiseKind.Released)
        {
            VaultRules.RequireReleasedSet(Check.Same(promise.Set, set));
        }
        else
        {
            promise = Release(promise, request, parts, set, signer);
        }

        ReleasePreimageReply reply = new ReleasePreimageReply();
        reply.Preimage = signer.Vault.PreimageOf(promise);
        byte[] bytes = reply.Encode();
        Array.Clear(reply.Preimage, 0, reply.Preimage.Length);
        return bytes;
    }

    private static Promise Release(Promise promise, ReleasePreimage request, PartSet parts, byte[] set, SignerContext signer)
    {
        byte[] secret = signer.Vault.PaymentSecretOf(promise);
        bool isSecret = Check.SameSecret(secret, request.PaymentSecret);
        Array.Clear(secret, 0, secret.Length);
        VaultRules.RequireRequest(promise.Kind == PromiseKind.Promised, isSecret);
        PromiseInvoiceHandler.RequireFollowed(signer);

        JitOrder order = signer.Vault.OrderOf(promise);
        bool hasOrder = order != null;
        ulong feeMsat = hasOrder ? order.FeeMsat(parts.SumMsat + parts.KeptMsat) : 0;
        VaultRules.RequireKept(parts.IsExplained && (hasOrder || parts.KeptMsat == 0), hasOrder && order.IsTaken, parts.KeptMsat, feeMsat);

        // A table that is missing could have an outgoing HTLC of this hash.
        HtlcTables tables = signer.Payments.Tables;
        if (tables.FirstMissing >= 0)
        {
            signer.Payments.Known(tables.FirstMissing);
        }

        byte[] hash = signer.Vault.HashOf(promise);
        PartSlots slots = new PartSlots(signer, hash, order);
        PartSet kept = PartSet.Kept(request.Parts);
        ulong unlockedMsat = HashQuery.MissingMsat(tables, slots.Locked, hash, parts.AmountsMsat, parts.Expiries);
        VaultRules.RequireParts(HashQuery.AreCommitted(tables, slots.All, hash, parts.AmountsMsat, parts.Expiries),
            HashQuery.AreCommitted(tables, slots.Trusted, hash, parts.AmountsMsat, parts.Expiries), unlockedMsat,
            kept == null || HashQuery.AreCommitted(tables, slots.New, hash, kept.AmountsMsat, kept.Expiries), HashQuery.OutMsat(tables, hash), signer.Limits);

        ulong presumed = signer.Chain.IsInForce ? (ulong)signer.Chain.HeightPresumed(signer.Clock.UptimeMs) : 0;
        VaultRules.RequireWorth(parts.SumMsat, parts.KeptMsat, promise.AmountMsat, parts.EarliestExpiry, presumed > request.Height ? presumed : request.Height, signer.Limits);

        // Trust in a funding that is not sure yet is for one payment as well, whether or not something was kept of it.
        bool isSpent = parts.KeptMsat != 0 || unlockedMsat != 0;
        return signer.Vault.Release(promise, set, parts.SumMsat, isSpent ? order : null, parts.KeptMsat, slots.NewBits);
    }
}
