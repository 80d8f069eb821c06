using System.Buffers.Binary;
using System.Text.Json.Nodes;
using Holdfast.Crypto;
using Holdfast.HeldPayments.Book;
using Holdfast.JitChannels.Book;
using Holdfast.JitChannels.Offers;
using Holdfast.JitChannels.Paths;
using Holdfast.Lightning;
using Holdfast.Unit.Desktop;

namespace Holdfast.HostUnit.JitChannels;

/// <summary>L6 and BOLT 12's own vectors: offers, requests and the invoices that answer them.</summary>
[TestClass]
public sealed class OfferTests
{
    [TestMethod]
    public void OffersOfBolt12AreReadAndWritten()
    {
        string[][] offers = [.. VectorFile.Read("bolt12.txt").Where(line => line[0] == "offer")];
        Assert.IsTrue(offers.Length >= 20);
        foreach (string[] line in offers)
        {
            Offer offer = Offer.Read(line[2], JitWorld.Curve);
            Assert.AreEqual(line[2], offer.Text, line[1]);
            CollectionAssert.AreEqual(line[3].Split(','), offer.Fields.Types.Select(type => $"{type}={Convert.ToHexStringLower(offer.Fields[type]!)}").ToArray(), line[1]);
        }
    }

    [TestMethod]
    public void WhatIsNoOfferIsRefused()
    {
        string[][] wrong = [.. VectorFile.Read("bolt12.txt").Where(line => line[0] is "refused" or "broken")];
        Assert.AreEqual(33, wrong.Length);
        foreach (string[] line in wrong)
        {
            Assert.ThrowsException<FormatException>(() => Offer.Read(line[2], JitWorld.Curve), line[1]);
        }
    }

    /// <summary>The offer leads to the LSP, and from there to this node and the secret of this order.</summary>
    [TestMethod]
    public async Task AnOfferLeadsThroughTheLsp()
    {
        using JitWorld world = new();
        OrderRow order = await world.OfferAsync();
        Offer offer = Offer.Read(order.Text, JitWorld.Curve);
        Assert.AreEqual((JitWorld.SizeMsat, (ulong)order.ValidUntil.ToUnixTimeSeconds()), (offer.AmountMsat!.Value, offer.ExpiresAt!.Value));
        BlindedPath path = BlindedPath.ReadAll(offer.Fields[16]!, JitWorld.Curve).Single();
        CollectionAssert.AreEqual(FakeLsp.NodeId, path.First);
        (byte[]? lsp, byte[] next) = ReferenceCurve.Open(FakeLsp.NodeSecret, path.PathKey, path.Hops[0].Data);
        Assert.AreEqual("0421" + Hex(JitWorld.NodeId), Hex(lsp!));
        Assert.AreEqual("0620" + Hex(order.PathSecret), Hex(ReferenceCurve.Open(JitWorld.NodeSecret, next, path.Hops[1].Data).Plain!));
        Assert.IsNull((await world.OfferAsync(0)) is { } variable ? Offer.Read(variable.Text, JitWorld.Curve).AmountMsat : 1);
    }

    /// <summary>L6, read by the firmware's own reader, which checks the signature; and L3: the LSP reads the agreed terms in its hop.</summary>
    [TestMethod]
    public async Task ARequestIsAnsweredWithAnInvoiceUnderTheTerms()
    {
        using JitWorld world = new();
        OrderRow order = await world.OfferAsync();
        byte[] request = JitWorld.Request(order);
        byte[] stream = await world.Desk.AnswerAsync(order.Number, request, CancellationToken.None);
        Bolt12Invoice invoice = Bolt12Invoice.Read(stream, JitWorld.Regtest, new byte[32]);
        CollectionAssert.AreEqual(JitWorld.NodeId, invoice.PayeeBy(JitWorld.Curve));
        Assert.AreEqual(JitWorld.SizeMsat, invoice.AmountMsat);
        Assert.IsTrue((long)(invoice.CreatedAt + invoice.ExpirySeconds) <= order.ValidUntil.ToUnixTimeSeconds());
        Assert.AreEqual(order.Number, world.Device.OrderOfPromise[Convert.ToHexString(invoice.PaymentHash)]);

        TlvFields fields = TlvFields.Read(stream);
        BlindedPath path = BlindedPath.ReadAll(fields[160]!, JitWorld.Curve).Single();
        byte[] pay = fields[162]!;
        Assert.AreEqual(28, pay.Length);
        Assert.AreEqual(
            (0U, 0U, 48 + JitWorld.FinalDelta, BlindedPay.AllMsat),
            (BinaryPrimitives.ReadUInt32BigEndian(pay), BinaryPrimitives.ReadUInt32BigEndian(pay.AsSpan(4)),
            BinaryPrimitives.ReadUInt16BigEndian(pay.AsSpan(8)), BinaryPrimitives.ReadUInt64BigEndian(pay.AsSpan(18))));
        TlvFields hop = TlvFields.Read(ReferenceCurve.Open(FakeLsp.NodeSecret, path.PathKey, path.Hops[0].Data).Plain!);
        Assert.AreEqual(order.Scid, BinaryPrimitives.ReadUInt64BigEndian(hop[2]));
        Assert.AreEqual("0030" + "00000000", Hex(hop[10]!), "the delta, and no fees");
        Assert.IsNotNull(fields[174], "parts are welcome");

        CollectionAssert.AreEqual(stream, await world.Desk.AnswerAsync(order.Number, request, CancellationToken.None), "asked again");
        world.Restart();
        CollectionAssert.AreEqual(stream, await world.Desk.AnswerAsync(order.Number, request, CancellationToken.None), "after a start");
    }

    /// <summary>The node's own channels are the payer's first choice; when the fee was taken, they are the only one.</summary>
    [TestMethod]
    public async Task TheNodesOwnChannelsComeFirst()
    {
        using JitWorld world = new();
        OrderRow order = await world.OfferAsync();
        byte[] peer = JitWorld.Curve.PublicKey(Sha256.Hash([7]));
        world.PeerChannels.Add((JsonNode)new JsonObject
        {
            ["state"] = "CHANNELD_NORMAL", ["peer_connected"] = true, ["peer_id"] = Hex(peer), ["short_channel_id"] = "1x2x3", ["receivable_msat"] = 1000,
            ["updates"] = new JsonObject { ["remote"] = new JsonObject { ["fee_base_msat"] = 5, ["fee_proportional_millionths"] = 6, ["cltv_expiry_delta"] = 7, ["htlc_minimum_msat"] = 8 } },
        });
        TlvFields first = TlvFields.Read(await world.Desk.AnswerAsync(order.Number, JitWorld.Request(order), CancellationToken.None));
        CollectionAssert.AreEqual(
            new[] { Hex(peer), Hex(FakeLsp.NodeId) }, BlindedPath.ReadAll(first[160]!, JitWorld.Curve).Select(path => Hex(path.First)).ToArray());
        Assert.AreEqual("00000005" + "00000006" + "002f" + "0000000000000008" + "00000000000003e8" + "0000", Hex(first[162]![..28]));

        InvoiceRow row = (await world.Holds.ListAsync(first[168], CancellationToken.None)).Single().Invoice;
        Assert.IsNotNull((await world.PayAsync(row, JitWorld.SizeMsat, [(JitWorld.SizeMsat - 5_000_000, 5_000_000)], steps: 2))[0]!.Preimage);
        TlvFields second = TlvFields.Read(await world.Desk.AnswerAsync(order.Number, JitWorld.Request(order, payerSecret: Sha256.Hash([9])), CancellationToken.None));
        CollectionAssert.AreEqual(new[] { Hex(peer) }, BlindedPath.ReadAll(second[160]!, JitWorld.Curve).Select(path => Hex(path.First)).ToArray());
        Assert.AreEqual(0U, world.Device.OrderOfPromise[Convert.ToHexString(second[168]!)]);
    }

    [TestMethod]
    public async Task ARequestThatIsNoneIsRefusedWithItsReason()
    {
        using JitWorld world = new();
        OrderRow order = await world.OfferAsync();
        OrderRow free = await world.OfferAsync(0);
        await RefusedAsync(world, order, "another offer", change: fields => fields[8] = TlvFields.Short(JitWorld.SizeMsat - 1));
        await RefusedAsync(world, order, "another offer", change: fields => fields[10] = null);
        await RefusedAsync(world, order, "another offer", change: fields => fields[1_000_000_001] = [1]);
        await RefusedAsync(world, order, "no invreq_metadata", change: fields => fields[0] = null);
        await RefusedAsync(world, order, "another chain", change: fields => fields[80] = new byte[32]);
        await RefusedAsync(world, order, "another chain", change: fields => fields[80] = null);
        await RefusedAsync(world, order, "a feature", change: fields => fields[84] = [4]);
        await RefusedAsync(world, order, "quantity", change: fields => fields[86] = [1]);
        await RefusedAsync(world, order, "field 92", change: fields => fields[92] = [1]);
        await RefusedAsync(world, order, "field 160", change: fields => fields[160] = [1]);
        await RefusedAsync(world, order, "other characters", change: fields => fields[91] = [1, (byte)'$', 1, (byte)'b']);
        await RefusedAsync(world, order, "no invreq_payer_id", change: fields => fields[88] = [.. new byte[33]]);
        await RefusedAsync(world, order, "no UTF-8", change: fields => fields[89] = [0xff]);
        await RefusedAsync(world, order, $"{JitWorld.SizeMsat} msat and nothing else", JitWorld.SizeMsat + 1);
        await RefusedAsync(world, free, "names none");
        await RefusedAsync(world, free, "not between", 999);
        await RefusedAsync(world, free, "not between", 10_000_000_001);
        await RefusedAsync(world, free, "not above the fee", 2_000_000);
        byte[] changed = JitWorld.Request(order);
        changed[^1] ^= 1;
        StringAssert.Contains((await Assert.ThrowsExceptionAsync<FormatException>(() => world.Desk.AnswerAsync(order.Number, changed, CancellationToken.None))).Message, "not signed");
        await Assert.ThrowsExceptionAsync<FormatException>(() => world.Desk.AnswerAsync(order.Number, new byte[3000], CancellationToken.None));
        Assert.AreEqual(0, world.Device.OrderOfPromise.Count, "nothing was promised");
        Assert.IsNotNull(await world.Desk.AnswerAsync(order.Number, JitWorld.Request(order, JitWorld.SizeMsat, fields => fields[89] = "thanks"u8.ToArray()), CancellationToken.None));
        world.Time.Pass(TimeSpan.FromDays(1) - TimeSpan.FromSeconds(30));
        await RefusedAsync(world, order, "has expired");
        await world.Desk.ForgetAsync(order.Number, CancellationToken.None);
        await RefusedAsync(world, order, "is over");
    }

    /// <summary>Whoever has the offer can ask for invoices; each takes a place in the device until it expires.</summary>
    [TestMethod]
    public async Task InvoicesOfAnOfferAreFew()
    {
        using JitWorld world = new();
        OrderRow order = await world.OfferAsync();
        for (byte i = 0; i < world.Settings.OpenInvoicesMax; i++)
        {
            await world.Desk.AnswerAsync(order.Number, JitWorld.Request(order, payerSecret: Sha256.Hash([i])), CancellationToken.None);
        }

        await RefusedAsync(world, order, "too many invoices");
        world.Time.Pass(world.Settings.InvoiceLife + TimeSpan.FromSeconds(11));
        await world.StepAsync();
        await world.StepAsync();
        Assert.AreEqual(0, world.Book.InvoicesOf(order.Number).Count);
        Assert.IsNotNull(await world.Desk.AnswerAsync(order.Number, JitWorld.Request(order), CancellationToken.None));
    }

    private static async Task RefusedAsync(JitWorld world, OrderRow order, string reason, ulong? amount = null, Action<TlvFields>? change = null)
    {
        FormatException refusal = await Assert.ThrowsExceptionAsync<FormatException>(
            () => world.Desk.AnswerAsync(order.Number, JitWorld.Request(order, amount, change), CancellationToken.None), reason);
        StringAssert.Contains(refusal.Message, reason);
    }

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
