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
            Require(promise, request, parts, signer);
            promise = signer.Vault.Release(promise, set, parts.SumMsat);
        }

        ReleasePreimageReply reply = new ReleasePreimageReply();
        reply.Preimage = signer.Vault.PreimageOf(promise);
        byte[] bytes = reply.Encode();
        Array.Clear(reply.Preimage, 0, reply.Preimage.Length);
        return bytes;
    }

    private static void Require(Promise promise, ReleasePreimage request, PartSet parts, SignerContext signer)
    {
        byte[] secret = signer.Vault.PaymentSecretOf(promise);
        bool isSecret = Check.SameSecret(secret, request.PaymentSecret);
        Array.Clear(secret, 0, secret.Length);
        VaultRules.RequireRequest(promise.Kind == PromiseKind.Promised, isSecret);
        PromiseInvoiceHandler.RequireFollowed(signer);
        VaultRules.RequireWhole(parts.IsWhole);

        // A table that is missing could have an outgoing HTLC of this hash.
        HtlcTables tables = signer.Payments.Tables;
        if (tables.FirstMissing >= 0)
        {
            signer.Payments.Known(tables.FirstMissing);
        }

        bool[] all = new bool[signer.Channels.SlotCount];
        bool[] locked = new bool[all.Length];
        for (int slot = 0; slot < all.Length; slot++)
        {
            all[slot] = tables.At(slot) != null;
            locked[slot] = all[slot] && signer.Channels.At(slot).IsFundingLocked;
        }

        byte[] hash = signer.Vault.HashOf(promise);
        ulong presumed = signer.Chain.IsInForce ? (ulong)signer.Chain.HeightPresumed(signer.Clock.UptimeMs) : 0;
        VaultRules.RequireParts(HashQuery.AreCommitted(tables, all, hash, parts.AmountsMsat, parts.Expiries),
            HashQuery.AreCommitted(tables, locked, hash, parts.AmountsMsat, parts.Expiries), HashQuery.OutMsat(tables, hash));
        VaultRules.RequireWorth(parts.SumMsat, promise.AmountMsat, parts.EarliestExpiry, presumed > request.Height ? presumed : request.Height, signer.Limits);
    }
}
