using Holdfast.Lightning;
using Holdfast.Protocol;

namespace Holdfast.Cost;

/// <summary>Promises of the vault and releases of their preimages, on a device that follows payments, in a channel in use.</summary>
public static class VaultCosts
{
    private const ulong PartMsat = 5_000_000;
    private const uint Height = 800_000;

    public static void Measure(Func<Bench, string, byte[], byte[]> counted, Func<Bench, byte[], byte[]> plain)
    {
        Bench bench = new();
        Counterparty channel = new(bench, 1) { PaysItsHtlcs = true };
        plain(bench, channel.Lock());
        plain(bench, Promise(1));
        ulong number = 1;
        foreach (int parts in new[] { 1, 10 })
        {
            string name = parts == 1 ? "1 part" : parts + " parts";
            byte[] reply = parts == 1 ? counted(bench, "promise", Promise(parts)) : plain(bench, Promise(parts));
            PromiseInvoiceReply promise = PromiseInvoiceReply.Decode(new(reply));
            Htlc[] htlcs = [.. Enumerable.Range(0, parts).Select(i => new Htlc
            {
                IsOfferedByPeer = true, AmountMsat = PartMsat, PaymentHash = promise.PaymentHash, Expiry = Height + 40 + (uint)i,
            })];
            channel.Advance(number++, htlcs, (_, request) => plain(bench, request));
            byte[] release = new ReleasePreimage
            {
                PaymentHash = promise.PaymentHash,
                PaymentSecret = promise.PaymentSecret,
                Height = Height,
                Parts = [.. htlcs.Select(htlc => new PartFields { AmountMsat = htlc.AmountMsat, Expiry = htlc.Expiry })],
            }.Encode();
            counted(bench, "release a preimage, " + name, release);
            counted(bench, "release a preimage again, " + name, release);
            channel.Received(htlcs);
            channel.Advance(number++, [], (_, request) => plain(bench, request));
        }

        byte[] order = counted(bench, "terms of a provider", new AgreeJitTerms
        {
            LspId = channel.Node,
            Scid = 1,
            CltvDelta = 144,
            MinFeeMsat = 1000,
            SizeMsat = PartMsat,
            MinSizeMsat = 1,
            MaxSizeMsat = PartMsat,
            ValidUntil = 1_800_000_000,
            MaxSelfDelay = 2016,
        }.Encode());
        uint orderNumber = AgreeJitTermsReply.Decode(new(order)).Order;
        PromiseInvoiceReply paid = PromiseInvoiceReply.Decode(new(plain(bench,
            new PromiseInvoice { AmountMsat = PartMsat, ExpiresAt = 1_800_000_000, FinalDelta = 40, Order = orderNumber }.Encode())));
        counted(bench, "blinded path", new MakeBlindedPath { PaymentHash = paid.PaymentHash, Introduction = channel.Node, Scid = 1, CltvDelta = 144, MaxCltvExpiry = Height }.Encode());
        plain(bench, new ForgetJitOrder { Order = orderNumber }.Encode());

        // With the book full, a promise looks at the whole of it.
        for (int i = 0; i < 49; i++)
        {
            plain(bench, Promise(1));
        }

        counted(bench, "promise, 52 before it", Promise(1));
    }

    private static byte[] Promise(int parts) =>
        new PromiseInvoice { AmountMsat = (ulong)parts * PartMsat, ExpiresAt = 1_800_000_000, FinalDelta = 40 }.Encode();
}
