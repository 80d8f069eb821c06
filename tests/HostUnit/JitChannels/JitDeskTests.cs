using System.Text.Json.Nodes;
using Holdfast.HeldPayments;
using Holdfast.HeldPayments.Book;
using Holdfast.JitChannels;
using Holdfast.JitChannels.Book;
using Holdfast.JitChannels.Lsps;

namespace Holdfast.HostUnit.JitChannels;

/// <summary>Orders for channels: what is bought, what stays registered, and what may be kept of the payments.</summary>
[TestClass]
public sealed class JitDeskTests
{
    private const ulong Fee = 5_000_000; // 1 % of the payment

    [TestMethod]
    public async Task TheLspGetsItsOwnTermsBackAsTheyWere()
    {
        using JitWorld world = new();
        world.Lsp.Changes = menu => menu[0]!["promise"] = menu[0]!["promise"]!.ToString(); // as it is
        OrderRow order = await world.OfferAsync();
        Assert.AreEqual((1U, OrderState.Open, Fee), (order.Number, order.State, order.FeeFor(0)!.Value));
        JsonNode bought = world.Lsp.Requests[1]["params"]!;
        Assert.AreEqual(JitWorld.SizeMsat.ToString(System.Globalization.CultureInfo.InvariantCulture), bought["payment_size_msat"]!.ToString());
        Assert.AreEqual(FakeLsp.PromiseOf([.. Enumerable.Repeat((byte)1, 32)], JitWorld.NodeId, bought["opening_fee_params"]!), bought["opening_fee_params"]!["promise"]!.ToString());
        Assert.AreEqual(world.Lsp.Sold.Keys.Single(), world.Device.Open[1].Scid);
        Assert.AreEqual(JitWorld.SizeMsat, world.Device.Open[1].SizeMsat);

        OrderRow variable = await world.OfferAsync(0);
        Assert.IsNull(world.Lsp.Requests[3]["params"]!["payment_size_msat"], "the payer chooses");
        Assert.AreEqual(0UL, variable.SizeMsat);
        Assert.AreEqual(0, world.Link.WaitingCount);
    }

    /// <summary>bLIP-52: one hint, no fees in it, two more blocks, no parts where the payer chooses the amount, and not longer than the terms.</summary>
    [TestMethod]
    [DataRow(JitWorld.SizeMsat, true)]
    [DataRow(0UL, false)]
    public async Task AnInvoiceOfBolt11LeadsThroughTheLsp(ulong size, bool takesParts)
    {
        using JitWorld world = new();
        OrderRow order = await world.InvoiceAsync(size);
        Bolt11Reading read = Bolt11Reading.Of(order.Text);
        Assert.AreEqual(1, read.Hints.Count);
        CollectionAssert.AreEqual(
            new object[] { Convert.ToHexString(FakeLsp.NodeId), order.Scid, 0U, 0U, (ushort)48 },
            new object[] { Convert.ToHexString(read.Hints[0].Node), read.Hints[0].Scid, read.Hints[0].Base, read.Hints[0].Ppm, read.Hints[0].Delta });
        Assert.AreEqual(world.Settings.FinalDelta + world.Settings.MarginBlocks, read.FinalDelta);
        Assert.IsTrue(world.Settings.MarginBlocks >= 2);
        Assert.AreEqual(takesParts, read.TakesParts);
        Assert.AreEqual(order.ValidUntil.ToUnixTimeSeconds(), read.Timestamp + read.ExpirySeconds);
        Assert.AreEqual(1U, world.Device.OrderOfPromise[Convert.ToHexString(read.PaymentHash)]);
    }

    [TestMethod]
    public async Task WhatDoesNotSuitIsRefusedWithItsReason()
    {
        using JitWorld world = new(settings => settings with { FeeMsatMax = 10_000_000, FeePpmMax = 30_000 });
        await RefusedAsync(world, "the fee is 5000000 msat now, more than the 4999999 msat", w => w.OrderAsync(OrderKind.Offer, feeMax: Fee - 1));
        await RefusedAsync(world, "the least fee is 2000000 msat now, more than the 1999999 msat", w => w.OrderAsync(OrderKind.Offer, 0, 1_999_999));
        await RefusedAsync(world, "takes 10000 parts per million now, more than the 9999", w => w.OrderAsync(OrderKind.Offer, 0, 2_000_000, 9_999));
        await RefusedAsync(world, "from 1000 msat on", w => w.OfferAsync(999));
        await RefusedAsync(world, "up to 10000000000 msat", w => w.OfferAsync(10_000_000_001));
        await RefusedAsync(world, "is not less than the payment", w => w.OfferAsync(2_000_000));
        await RefusedAsync(world, "above jit-fee-max-msat", w => w.OfferAsync(1_000_000_001));
        await RefusedAsync(world, "above jit-fee-max-ppm", w => w.OfferAsync(66_000_000));
        world.Lsp.MaxClientDelay = 143;
        await RefusedAsync(world, "takes a delay of at most 143 blocks", w => w.OfferAsync());
        world.Lsp.MaxClientDelay = 144;
        world.Lsp.TermsLife = TimeSpan.FromMinutes(4);
        await RefusedAsync(world, "not valid long enough", w => w.OfferAsync());
        world.Lsp.TermsLife = TimeSpan.FromDays(1);
        world.Lsp.Proportional = uint.MaxValue / 2;
        world.Lsp.MaxSizeMsat = ulong.MaxValue;
        await RefusedAsync(world, "too large to be computed", w => w.OfferAsync(0));
        world.Lsp.Proportional = 10_000;
        world.Lsp.Changes = menu => menu.Clear();
        await RefusedAsync(world, "opens no channels for this node at present", w => w.OfferAsync());
    }

    [TestMethod]
    public async Task AnLspThatMisbehavesSellsNothing()
    {
        using JitWorld world = new(patience: TimeSpan.FromMilliseconds(1));
        world.Lsp.Manner = LspManner.Silent;
        await RefusedAsync(world, "did not answer lsps2.get_info", w => w.OfferAsync());
        world.Lsp.Manner = LspManner.Impersonated;
        await RefusedAsync(world, "did not answer lsps2.get_info", w => w.OfferAsync());
        Assert.AreEqual(0, world.Link.WaitingCount);
    }

    [TestMethod]
    public async Task AnLspThatLiesSellsNothing()
    {
        using JitWorld world = new();
        world.Lsp.Manner = LspManner.Lying;
        await RefusedAsync(world, "no answer of JSON-RPC", w => w.OfferAsync());
        world.Lsp.Manner = LspManner.Honest;
        foreach ((int code, string reason) in new[] { (201, "no longer valid"), (202, "too small"), (203, "too large"), (1, "does not serve this node"), (-32601, "sells no channels"), (77, "error 77") })
        {
            world.Lsp.Error = code;
            string said = await RefusedAsync(world, reason, w => w.OfferAsync());
            StringAssert.Contains(said, "it says: no?[31m", "nothing that a terminal obeys");
        }

        world.Lsp.Error = null;
        world.Lsp.CltvDelta = 2017;
        await RefusedAsync(world, "no number of blocks up to 2016", w => w.OfferAsync());
        world.Lsp.CltvDelta = 48;
        world.Lsp.WantsTrust = true;
        await RefusedAsync(world, "wants the preimage before", w => w.OfferAsync());
        world.Lsp.WantsTrust = false;
        world.Lsp.Manner = LspManner.DoubleOrdering;
        await world.OfferAsync();
        StringAssert.Contains((await Assert.ThrowsExceptionAsync<JitRefusalException>(() => world.OfferAsync())).Message, "has sold 800000x0x1 already");
        Assert.AreEqual(1, world.Device.Open.Count);
    }

    [TestMethod]
    public async Task TrustIsBoughtOnlyByAnOwnerWhoAllowsIt()
    {
        using JitWorld world = new(settings => settings with { TrustsLsps = true });
        world.Lsp.WantsTrust = true;
        Assert.IsTrue((await world.OfferAsync()).TrustsLsp);
        Assert.IsTrue(world.Device.Open[1].TrustsLsp);
    }

    /// <summary>L11: the device refuses, its yes is lost, or the book or the signature fails: nothing stays.</summary>
    [TestMethod]
    public async Task AnOrderThatFailsLeavesNothing()
    {
        using JitWorld world = new();
        world.Device.Refuses = "holdfast-jit-fee";
        Assert.AreEqual("holdfast-jit-fee", (await Assert.ThrowsExceptionAsync<JitRefusalException>(() => world.OfferAsync())).Tag);
        world.Device.Refuses = null;
        Assert.AreEqual(0, world.Desk.LiveCount);

        world.Device.LosesReplies = true;
        await Assert.ThrowsExceptionAsync<JitRefusalException>(() => world.OfferAsync());
        world.Device.LosesReplies = false;
        Assert.AreEqual(1, world.Device.Open.Count, "the device has agreed, and nobody knows");
        await world.StepAsync();
        Assert.AreEqual(0, world.Device.Open.Count);

        OrderRow order = await world.OfferAsync();
        world.Restart();
        await world.StepAsync();
        Assert.AreEqual((1, 1), (world.Desk.LiveCount, world.Device.Open.Count));
        Assert.AreEqual(order.Text, world.Desk.Orders().Single(one => one.IsPayable).Text);
    }

    /// <summary>L11: expired, forgotten, and the device away in between; and orders can be made again.</summary>
    [TestMethod]
    public async Task WhatHasEndedIsRegisteredNowhere()
    {
        using JitWorld world = new();
        OrderRow invoice = await world.InvoiceAsync();
        OrderRow offer = await world.OfferAsync();
        byte[] hash = (await world.InvoiceOfAsync(invoice)).PaymentHash;
        Assert.IsNotNull(world.Desk.OrderOfPath(offer.PathSecret));
        world.Device.IsAway = true;
        await world.Desk.ForgetAsync(invoice.Number, CancellationToken.None);
        Assert.AreEqual(2, world.Device.Open.Count);
        world.Device.IsAway = false;
        world.Time.Pass(TimeSpan.FromSeconds(11));
        await world.StepAsync();
        Assert.AreEqual((1, 1), (world.Device.Open.Count, world.Desk.LiveCount));
        Assert.IsTrue(world.Promises.IsCancelled(hash));
        Assert.AreEqual(0, world.Book.InvoicesOf(invoice.Number).Count);

        world.Time.Pass(TimeSpan.FromDays(1));
        await world.StepAsync();
        Assert.AreEqual((0, 0), (world.Device.Open.Count, world.Desk.LiveCount));
        Assert.IsNull(world.Desk.OrderOfPath(offer.PathSecret));
        Assert.IsNull(world.Desk.Approve(JitWorld.Channel()));
        Assert.IsNull(world.Desk.Find(offer.Number));
        await Assert.ThrowsExceptionAsync<JitRefusalException>(() => world.Desk.ForgetAsync(offer.Number, CancellationToken.None));
        CollectionAssert.AreEqual(new[] { "forgotten by the owner", "expired" }, world.Desk.Orders().Select(order => order.Note).ToArray());
        Assert.AreEqual(3U, (await world.OfferAsync()).Number);
    }

    /// <summary>L11: the leak of others.</summary>
    [TestMethod]
    public async Task ManyOrdersLeaveNothing()
    {
        const int Rounds = 60; // .ci/nightly does ten thousand
        using JitWorld world = new();
        int rounds = int.TryParse(Environment.GetEnvironmentVariable("HOLDFAST_JIT_ORDERS"), out int many) ? many : Rounds;
        world.Book.EndedMost = rounds / 2;
        for (int i = 0; i < rounds; i++)
        {
            OrderRow order = await world.OfferAsync();
            await world.Desk.ForgetAsync(order.Number, CancellationToken.None);
        }

        Assert.AreEqual((0, 0, 0, 0), (world.Desk.LiveCount, world.Device.Open.Count, world.Link.WaitingCount, world.Desk.OfferCount));
        Assert.AreEqual(rounds / 2, world.Book.Newest(int.MaxValue).Count);
    }

    [TestMethod]
    public async Task TheDevicesPlacesAreNotOverrun()
    {
        using JitWorld world = new();
        for (int i = 0; i < world.Settings.OpenOrdersMax; i++)
        {
            await world.OfferAsync();
        }

        int requests = world.Lsp.Requests.Count;
        StringAssert.Contains((await Assert.ThrowsExceptionAsync<JitRefusalException>(() => world.OfferAsync())).Message, "8 orders that can still be paid");
        Assert.AreEqual(requests, world.Lsp.Requests.Count);
    }

    /// <summary>L5: two orders at one LSP, with other terms each.</summary>
    [TestMethod]
    public async Task EachPaymentIsSettledUnderTheTermsOfItsOwnOrder()
    {
        using JitWorld world = new();
        OrderRow cheap = await world.InvoiceAsync();
        world.Lsp.Proportional = 20_000;
        OrderRow dear = await world.InvoiceAsync();
        Assert.AreNotEqual(cheap.Scid, dear.Scid);
        Assert.AreEqual(cheap.Scid, Bolt11Reading.Of(cheap.Text).Hints[0].Scid);
        Assert.AreEqual(dear.Scid, Bolt11Reading.Of(dear.Text).Hints[0].Scid);
        world.Restart();
        InvoiceRow first = await world.InvoiceOfAsync(cheap);
        InvoiceRow second = await world.InvoiceOfAsync(dear);
        Assert.AreEqual("400f", Failure(await world.PayAsync(first, JitWorld.SizeMsat, [(JitWorld.SizeMsat - Fee - 1, Fee + 1)])), "what the other order would allow");
        Assert.IsNotNull((await world.PayAsync(second, JitWorld.SizeMsat, [(JitWorld.SizeMsat - (2 * Fee), 2 * Fee)], steps: 2))[0]!.Preimage);
        Assert.IsNotNull((await world.PayAsync(first, JitWorld.SizeMsat, [(JitWorld.SizeMsat - Fee, Fee)], steps: 2))[0]!.Preimage);
        CollectionAssert.AreEqual(new[] { Fee, 2 * Fee }, world.Desk.Orders().Select(order => order.TakenMsat).ToArray());
        Assert.IsTrue(world.Desk.Orders().All(order => order.State == OrderState.Taken));
    }

    /// <summary>L8, the host's half.</summary>
    [TestMethod]
    public async Task NoMoreIsKeptThanWasAgreed()
    {
        const ulong Size = JitWorld.SizeMsat;
        using JitWorld world = new();
        InvoiceRow invoice = await world.InvoiceOfAsync(await world.InvoiceAsync());
        Assert.AreEqual("400f", Failure(await world.PayAsync(invoice, Size, [(Size - Fee - 1, Fee + 1)])));
        Assert.AreEqual("400f", Failure(await world.PayAsync(invoice, Size, [(Size - Fee, Fee)], more: 1)), "the sender wanted one more to arrive");
        Assert.AreEqual("400f", Failure(await world.PayAsync(invoice, Size, [(Size - Fee, Fee)], more: ulong.MaxValue)), "one less");
        Assert.AreEqual("400f", Failure(await world.PayAsync(invoice, Size, [(Size - Fee, Fee)], peer: JitWorld.NodeId)), "another peer");
        HookAnswer?[] parts = await world.PayAsync(invoice, Size, [(Size / 2, 0), (Size / 4, Fee), (Size / 4 - Fee, 1)]);
        Assert.AreEqual("400f", parts[2]!.Failure!.ToString(), "one too much in the last of three parts");
        Assert.IsNull(parts[0]);

        InvoiceRow other = await world.InvoiceOfAsync(await world.InvoiceAsync());
        HookAnswer?[] kept = await world.PayAsync(other, Size, [(Size / 2, 0), (Size / 4 - 2, 2), (Size / 4 - Fee + 2, Fee - 2)], steps: 2);
        Assert.IsTrue(kept.All(part => part?.Preimage != null), string.Join('\n', world.Log));
        Assert.AreEqual(Fee, world.Desk.Orders()[^1].TakenMsat);
    }

    [TestMethod]
    public async Task NobodyKeepsAnythingWithoutAnOrderOrTwice()
    {
        using JitWorld world = new();
        InvoiceRow invoice = await world.InvoiceOfAsync(await world.InvoiceAsync());
        await world.Holds.AddAsync(invoice with { PaymentHash = new byte[32], JitOrder = 0 }, CancellationToken.None);
        Assert.AreEqual("400f", Failure(await world.PayAsync(invoice with { PaymentHash = new byte[32] }, JitWorld.SizeMsat, [(JitWorld.SizeMsat - 1, 1)])));

        OrderRow offer = await world.OfferAsync();
        InvoiceRow[] two = [await AskedAsync(world, offer, 1), await AskedAsync(world, offer, 2)];
        Assert.IsNotNull((await world.PayAsync(two[0], JitWorld.SizeMsat, [(JitWorld.SizeMsat - Fee, Fee)], steps: 2))[0]!.Preimage);
        Assert.AreEqual("400f", Failure(await world.PayAsync(two[1], JitWorld.SizeMsat, [(JitWorld.SizeMsat - Fee, Fee)])), "the fee was taken");
        Assert.IsNotNull((await world.PayAsync(two[1], JitWorld.SizeMsat, [(JitWorld.SizeMsat, 0)], steps: 2))[0]!.Preimage, "in full it is welcome");
    }

    /// <summary>A payment that is on its way is not given up because the terms end.</summary>
    [TestMethod]
    public async Task AnOrderEndsAfterItsPayment()
    {
        using JitWorld world = new();
        OrderRow order = await world.InvoiceAsync();
        InvoiceRow invoice = await world.InvoiceOfAsync(order);
        world.Promises.IsAway = true;
        HookAnswer?[] waiting = await world.PayAsync(invoice, JitWorld.SizeMsat, [(JitWorld.SizeMsat - Fee, Fee)]);
        Assert.IsNull(waiting[0]);
        StringAssert.Contains((await Assert.ThrowsExceptionAsync<JitRefusalException>(() => world.Desk.ForgetAsync(order.Number, CancellationToken.None))).Message, "on its way");
        world.Time.Pass(TimeSpan.FromDays(1));
        await world.StepAsync();
        Assert.AreEqual(1, world.Desk.LiveCount);
        world.Promises.IsAway = false;
        world.Time.Pass(TimeSpan.FromSeconds(11));
        await world.StepAsync();
        await world.StepAsync();
        Assert.IsTrue(world.Promises.IsReleased(invoice.PaymentHash));
        Assert.AreEqual((0, Fee, "paid"), (world.Desk.LiveCount, world.Desk.Orders()[0].TakenMsat, world.Desk.Orders()[0].Note));
    }

    [TestMethod]
    public async Task OneChannelOfTheLspForEachOrderNeedsNoConfirmation()
    {
        using JitWorld world = new();
        Assert.IsNull(world.Desk.Approve(JitWorld.Channel()), "nothing was ordered");
        await world.OfferAsync();
        await world.InvoiceAsync();
        Assert.IsNull(world.Desk.Approve(JitWorld.Channel(peer: JitWorld.NodeId)), "another peer");
        foreach (Action<JsonObject> change in (Action<JsonObject>[])[
            channel => channel["push_msat"] = 1, channel => channel["channel_flags"] = 1, channel => channel["to_self_delay"] = 2017, channel => channel["funding_msat"] = JitWorld.SizeMsat - Fee,
            channel => channel["channel_type"]!["bits"] = new JsonArray(12), channel => channel.Remove("channel_type")])
        {
            JsonObject wrong = JitWorld.Channel();
            change(wrong);
            Assert.IsNull(world.Desk.Approve(wrong), wrong.ToJsonString());
        }

        Assert.AreEqual(1U, world.Desk.Approve(JitWorld.Channel()));
        world.Restart();
        Assert.AreEqual(2U, world.Desk.Approve(JitWorld.Channel()));
        Assert.IsNull(world.Desk.Approve(JitWorld.Channel()), "one for each order");
        for (int i = 1; i < world.Settings.OpeningsMax; i++)
        {
            world.Time.Pass(world.Settings.OpeningAgain);
            Assert.AreEqual(1U, world.Desk.Approve(JitWorld.Channel()), "the opening failed, and the LSP tries again");
            Assert.AreEqual(2U, world.Desk.Approve(JitWorld.Channel()));
        }

        world.Time.Pass(world.Settings.OpeningAgain);
        Assert.IsNull(world.Desk.Approve(JitWorld.Channel()));
    }

    /// <summary>L12: whoever is called calls back, into every part of the desk, and nothing stands still.</summary>
    [TestMethod]
    public async Task NothingIsLockedWhileOthersAreCalled()
    {
        using JitWorld world = new();
        OrderRow first = await world.OfferAsync();
        bool isInside = false;
        int calls = 0;
        world.Lsp.Reenters = world.Device.Reenters = async () =>
        {
            if (isInside)
            {
                return;
            }

            isInside = true;
            calls++;
            world.Desk.Approve(JitWorld.Channel());
            _ = world.Desk.Orders();
            _ = world.Desk.Find(first.Number);
            await world.Desk.StepAsync(CancellationToken.None);
            await world.Holds.ListAsync(null, CancellationToken.None);
            if (calls < 3)
            {
                await world.OfferAsync();
            }

            isInside = false;
        };
        OrderRow order = await world.OfferAsync();
        await world.Desk.AnswerAsync(order.Number, JitWorld.Request(order), CancellationToken.None);
        await world.Desk.ForgetAsync(order.Number, CancellationToken.None);
        await world.Desk.ForgetAsync(first.Number, CancellationToken.None);
        Assert.IsTrue(calls > 5);
        Assert.AreEqual(world.Desk.LiveCount, world.Device.Open.Count);
    }

    private static async Task<InvoiceRow> AskedAsync(JitWorld world, OrderRow offer, byte payer)
    {
        string[] before = [.. world.Book.InvoicesOf(offer.Number).Select(invoice => Convert.ToHexString(invoice.PaymentHash))];
        await world.Desk.AnswerAsync(offer.Number, JitWorld.Request(offer, payerSecret: Holdfast.Crypto.Sha256.Hash([payer])), CancellationToken.None);
        byte[] hash = world.Book.InvoicesOf(offer.Number).Single(invoice => !before.Contains(Convert.ToHexString(invoice.PaymentHash))).PaymentHash;
        return (await world.Holds.ListAsync(hash, CancellationToken.None))[0].Invoice;
    }

    private static async Task<string> RefusedAsync(JitWorld world, string reason, Func<JitWorld, Task> act)
    {
        string said = string.Empty;
        try
        {
            await act(world);
            Assert.Fail("not refused: " + reason);
        }
        catch (Exception no) when (no is JitRefusalException or LspRefusalException)
        {
            said = no.Message;
        }

        StringAssert.Contains(said, reason);
        Assert.AreEqual((0, 0, 0), (world.Desk.LiveCount, world.Device.Open.Count, world.Link.WaitingCount));
        return said;
    }

    private static string? Failure(HookAnswer?[] answers) => answers.Single()?.Failure?.ToString();
}
