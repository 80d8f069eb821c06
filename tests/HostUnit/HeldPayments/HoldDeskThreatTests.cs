using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Holdfast.HeldPayments;
using Holdfast.HeldPayments.Book;
using Holdfast.HeldPayments.Handlers;
using Holdfast.IntentLog;

namespace Holdfast.HostUnit.HeldPayments;

/// <summary>What a payer who chooses every field, a full disk and a forgetful node cannot do.</summary>
[TestClass]
public sealed class HoldDeskThreatTests
{
    /// <summary>The device signs nothing that offers an HTLC with a hash of its vault: a stranger who routes one through this node would stop the channel.</summary>
    [TestMethod]
    [DataRow("forward_to")]
    [DataRow("short_channel_id")]
    [DataRow("next_node_id")]
    public async Task AForwardWithAHashOfTheVaultFails(string field)
    {
        HoldDeskTests.FixedHandler handler = new(Verdict.Continue);
        using HeldWorld world = new(handler, HandlerScope.All);
        InvoiceRow invoice = await world.InvoiceAsync();
        VaultPromise unbooked = await world.Vault.PromiseAsync(1, 2_000_000_000, 18, CancellationToken.None);
        Task<HookAnswer> early = world.Desk.HookAsync(Forward(unbooked.PaymentHash, 1), CancellationToken.None);
        Assert.IsFalse(early.IsCompleted, "nobody knows the promises yet");
        await world.StepAsync();
        Assert.AreEqual("2002", (await early).Failure?.ToString());
        Assert.AreEqual("2002", (await world.Desk.HookAsync(Forward(invoice.PaymentHash, 2), CancellationToken.None)).Failure?.ToString());
        await world.CancelAsync(invoice);
        Assert.AreEqual("2002", (await world.Desk.HookAsync(Forward(invoice.PaymentHash, 3), CancellationToken.None)).Failure?.ToString());
        Assert.AreEqual(0, handler.Asked);
        Assert.AreEqual(HookAnswer.Continue, await world.Desk.HookAsync(Forward(RandomNumberGenerator.GetBytes(32), 4), CancellationToken.None));

        JsonObject Forward(byte[] hash, ulong number)
        {
            JsonObject payload = HeldWorld.Payload(invoice with { PaymentHash = hash }, number, 3_000, 3_000);
            (field == "forward_to" ? payload : payload["onion"]!.AsObject())[field] = "1x2x3";
            return payload;
        }
    }

    /// <summary>A device that does not answer stops no forward, as it signs nothing either.</summary>
    [TestMethod]
    public async Task ForwardsGoOnWhenTheDeviceIsAway()
    {
        using HeldWorld world = new();
        InvoiceRow invoice = await world.InvoiceAsync();
        world.Vault.IsAway = true;
        await world.StepAsync();
        JsonObject payload = HeldWorld.Payload(invoice with { PaymentHash = new byte[32] }, 1, 1, 1);
        payload["forward_to"] = "00";
        Assert.AreEqual(HookAnswer.Continue, await world.Desk.HookAsync(payload, CancellationToken.None));
    }

    /// <summary>The device has room for few promises: what has expired unpaid gives its place back, also what never became an invoice.</summary>
    [TestMethod]
    public async Task WhatHasExpiredIsCancelledInTheDevice()
    {
        using HeldWorld world = new();
        InvoiceRow unpaid = await world.InvoiceAsync();
        InvoiceRow held = await world.InvoiceAsync();
        await world.ArriveAsync(HeldWorld.Payload(held, 0, 3_000, 3_000));
        ulong now = (ulong)world.Time.GetUtcNow().ToUnixTimeSeconds();
        VaultPromise unbooked = await world.Vault.PromiseAsync(1, now + 100, 18, CancellationToken.None);
        VaultPromise later = await world.Vault.PromiseAsync(1, now + 1_000_000, 18, CancellationToken.None);
        await world.StepAsync();
        Assert.IsFalse(world.Vault.IsCancelled(unpaid.PaymentHash) || world.Vault.IsCancelled(unbooked.PaymentHash));
        world.Time.Pass(TimeSpan.FromSeconds(3601));
        await world.StepAsync();
        Assert.IsTrue(world.Vault.IsCancelled(unpaid.PaymentHash) && world.Vault.IsCancelled(unbooked.PaymentHash));
        Assert.IsFalse(world.Vault.IsCancelled(held.PaymentHash) || world.Vault.IsCancelled(later.PaymentHash), "what came in time may be settled later");
        await world.SettleAsync(held);
        Assert.AreEqual(0, world.Undecided);
        CollectionAssert.AreEqual(
            new[] { InvoiceState.Cancelled, InvoiceState.Paid }, (await world.Desk.ListAsync(null, CancellationToken.None)).Select(one => one.Invoice.State).ToArray());
    }

    /// <summary>The preimage has left the device, so the payment is settled although the book cannot say so; after a start the device gives it again.</summary>
    [TestMethod]
    public async Task AFullDiskHoldsBackNoReleasedPreimage()
    {
        using HeldWorld world = new();
        InvoiceRow invoice = await world.InvoiceAsync();
        HtlcName[] parts = await world.ArriveAllAsync(invoice);
        world.FullAt = "preimage";
        await world.SettleAsync(invoice);
        Assert.IsTrue(parts.All(part => world.OutcomeOf(part)?.Preimage != null));
        world.FullAt = null;
        await world.RestartAsync();
        Task<HookAnswer> again = world.Desk.HookAsync(HeldWorld.Payload(invoice, 0, 1_000, 3_000), CancellationToken.None); // the others the node has stored
        world.Time.Pass(TimeSpan.FromSeconds(60));
        await world.StepAsync();
        CollectionAssert.AreEqual(world.Vault.PreimageOf(invoice.PaymentHash), (await again).Preimage);
        Assert.AreEqual(InvoiceState.Paid, (await world.Desk.ListAsync(null, CancellationToken.None))[0].Invoice.State);
    }

    /// <summary>The book fails when the node asks about a payment again whose preimage has left the device: it does not fail for that.</summary>
    [TestMethod]
    [DataRow(3, true)]
    [DataRow(6, false)]
    public async Task AFullDiskFailsNoReleasedPayment(int killAt, bool isAsked)
    {
        using HeldWorld world = new();
        InvoiceRow invoice = await world.InvoiceAsync();
        await world.ArriveAllAsync(invoice);
        world.KillAt = killAt; // before the device is asked; or when the preimage is in the book
        await world.SettleAsync(invoice);
        await world.RestartAsync(isReplayed: false);
        world.Rename("2x2x2");
        world.FullAt = "renamed";
        await world.ReplayAsync();
        Assert.AreEqual(isAsked ? 3 : 0, world.Undecided, "until the device has answered");
        await world.StepAsync();
        Assert.IsTrue(Enumerable.Range(0, 3).All(i => world.OutcomeOf(new HtlcName("2x2x2", (ulong)i))?.Preimage != null));

        // Somebody who has not got the invoice gets no preimage.
        JsonObject alike = HeldWorld.Payload(invoice, 1, 1_000, 3_000, secret: new byte[32], scid: "9x9x9");
        Assert.IsNull((await world.Desk.HookAsync(alike, CancellationToken.None)).Preimage);
        Assert.AreEqual("2002", world.Desk.AnswerInTrouble(alike).Failure?.ToString());
        Assert.IsNotNull(world.Desk.AnswerInTrouble(HeldWorld.Payload(invoice, 1, 1_000, 3_000)).Preimage);
        world.FullAt = null;
        await world.RestartAsync();
        world.Time.Pass(TimeSpan.FromSeconds(60));
        await world.StepAsync();
        Assert.IsTrue((await world.Desk.ListAsync(null, CancellationToken.None))[0].Parts.All(part => part.State == HeldState.Settled));
    }

    /// <summary>A full disk before the decision: nothing is decided, and at the guard the payment is given back all the same.</summary>
    [TestMethod]
    [DataRow("seen", "2002")]
    [DataRow("verdict", "2002")]
    [DataRow("settle intended", null)]
    public async Task AFullDiskDecidesNothing(string write, string? atOnce)
    {
        using HeldWorld world = new();
        InvoiceRow invoice = await world.InvoiceAsync();
        world.FullAt = write;
        HtlcName part = await world.ArriveAsync(HeldWorld.Payload(invoice, 0, 3_000, 3_000));
        Assert.AreEqual(atOnce, world.OutcomeOf(part)?.Failure?.ToString());
        if (atOnce == null)
        {
            await Assert.ThrowsExactlyAsync<IntentStoreException>(() => world.SettleAsync(invoice));
            world.FullAt = string.Empty; // every write
            world.Desk.TakeHeight(HeldWorld.Height + HeldWorld.FinalDelta - HeldWorld.Guard);
            await world.StepAsync();
            Assert.AreEqual("400f", world.OutcomeOf(part)!.Failure!.ToString());
        }

        Assert.IsFalse(world.Vault.IsReleased(invoice.PaymentHash));
    }

    /// <summary>The node has lost HTLCs that the book waits for: their places are free again, after the time in which the node asks.</summary>
    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    public async Task WhatTheNodeDoesNotAskAboutAgainIsOver(int back)
    {
        using HeldWorld world = new();
        InvoiceRow invoice = await world.InvoiceAsync();
        HtlcName[] lost = await world.ArriveAllAsync(invoice);
        await world.RestartAsync(isReplayed: false);
        for (int i = 0; i < back; i++)
        {
            await world.ArriveAsync(HeldWorld.Payload(invoice, (ulong)i, 1_000, 3_000));
        }

        await world.StepAsync();
        Assert.AreEqual(HeldState.VerdictGiven, (await world.Desk.ListAsync(null, CancellationToken.None))[0].Parts[0].State);
        world.Time.Pass(TimeSpan.FromSeconds(60));
        await world.StepAsync();
        world.Time.Pass(TimeSpan.FromSeconds(10));
        await world.StepAsync();
        Assert.IsTrue((await world.Desk.ListAsync(null, CancellationToken.None))[0].Parts.All(part => part.State == HeldState.Cancelled));
        Assert.IsTrue(Enumerable.Range(0, back).All(i => world.OutcomeOf(lost[i])!.Failure!.ToString() == "0017"));

        // If it does ask after all, the answer is the same; and the invoice can be paid with another total.
        Assert.AreEqual("0017", (await world.Desk.HookAsync(HeldWorld.Payload(invoice, 2, 1_000, 3_000), CancellationToken.None)).Failure!.ToString());
        HtlcName fresh = await world.ArriveAsync(HeldWorld.Payload(invoice, 9, 3_500, 3_500));
        await world.SettleAsync(invoice);
        Assert.IsNotNull(world.OutcomeOf(fresh)!.Preimage);
    }

    /// <summary>
    /// A lightningd that loses its plugin goes on and fails what waits. What was to be settled and is not released stays unreleased, because the device would never let the payment
    /// fail afterwards; what is released is known.
    /// </summary>
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task NothingIsReleasedForAPaymentThatTheNodeHasLost(bool isReleased)
    {
        using HeldWorld world = new();
        InvoiceRow invoice = await world.InvoiceAsync();
        await world.ArriveAllAsync(invoice);
        world.Vault.IsAway = !isReleased;
        world.Vault.LosesReplies = isReleased;
        await Assert.ThrowsExactlyAsync<HoldRefusalException>(() => world.SettleAsync(invoice));
        world.Vault.IsAway = world.Vault.LosesReplies = false;
        await world.RestartAsync(isReplayed: false);
        await world.StepAsync();
        Assert.AreEqual(InvoiceState.SettleIntended, (await world.Desk.ListAsync(null, CancellationToken.None))[0].Invoice.State, "the node may still ask");
        world.Time.Pass(TimeSpan.FromSeconds(60));
        await world.StepAsync();
        Assert.AreEqual(isReleased, world.Vault.IsReleased(invoice.PaymentHash));
        Assert.AreEqual(isReleased ? InvoiceState.Paid : InvoiceState.Open, (await world.Desk.ListAsync(null, CancellationToken.None))[0].Invoice.State);
        await world.StepAsync();
        HookAnswer late = await world.Desk.HookAsync(HeldWorld.Payload(invoice, 0, 1_000, 3_000), CancellationToken.None);
        Assert.AreEqual(isReleased ? null : "0017", late.Failure?.ToString());
    }

    /// <summary>The owner repeats his command after a restart, before the node has asked about all parts again: the device releases nothing for parts that may be gone.</summary>
    [TestMethod]
    [DataRow(0)]
    [DataRow(2)]
    public async Task ASecondSettleReleasesNothingForAPaymentThatTheNodeHasLost(int back)
    {
        using HeldWorld world = new();
        InvoiceRow invoice = await world.InvoiceAsync();
        await world.ArriveAllAsync(invoice);
        world.Vault.IsAway = true;
        await Assert.ThrowsExactlyAsync<HoldRefusalException>(() => world.SettleAsync(invoice));
        world.Vault.IsAway = false;
        await world.RestartAsync(isReplayed: false);
        Task<HookAnswer>[] asked = [.. Enumerable.Range(0, back).Select(HookAsync)];
        HoldRefusalException refused = await Assert.ThrowsExactlyAsync<HoldRefusalException>(() => world.SettleAsync(invoice));
        StringAssert.Contains(refused.Message, "not asked about");
        Assert.AreEqual(InvoiceState.SettleIntended, refused.State);
        Assert.IsFalse(world.Vault.IsReleased(invoice.PaymentHash));

        // When the rest is back it is settled, by itself or by the command.
        asked = [.. asked, .. Enumerable.Range(back, 3 - back).Select(HookAsync)];
        await world.SettleAsync(invoice);
        Assert.IsTrue((await Task.WhenAll(asked)).All(answer => answer.Preimage != null));

        Task<HookAnswer> HookAsync(int part) => world.Desk.HookAsync(HeldWorld.Payload(invoice, (ulong)part, 1_000, 3_000), CancellationToken.None);
    }

    /// <summary>The device's list of promises says "open", and until it arrives the payment comes back and is settled: an old list takes no intent back whose preimage is here.</summary>
    [TestMethod]
    public async Task AnOldListOfPromisesTakesNothingBackThatIsReleased()
    {
        using HeldWorld world = new();
        InvoiceRow invoice = await world.InvoiceAsync();
        HtlcName[] parts = await world.ArriveAllAsync(invoice);
        world.Vault.IsAway = true;
        await Assert.ThrowsExactlyAsync<HoldRefusalException>(() => world.SettleAsync(invoice));
        world.Vault.IsAway = false;
        await world.RestartAsync(isReplayed: false);
        world.Time.Pass(TimeSpan.FromSeconds(60));
        world.Vault.WhileListing = async () =>
        {
            await world.ReplayAsync();
            await world.SettleAsync(invoice);
        };
        await world.StepAsync();
        Assert.IsNull(world.Vault.WhileListing, "the promises were read");
        Assert.IsTrue(parts.All(part => world.OutcomeOf(part)?.Preimage != null));
        Assert.AreEqual(InvoiceState.Paid, (await world.Desk.ListAsync(null, CancellationToken.None))[0].Invoice.State);
        Assert.AreEqual(InvoiceState.Paid, (await Assert.ThrowsExactlyAsync<HoldRefusalException>(() => world.CancelAsync(invoice))).State);
    }

    /// <summary>What was settled long ago makes room as well; that the invoice is paid, and with which preimage, stays.</summary>
    [TestMethod]
    public async Task WhatWasSettledLongAgoMakesRoomInTheBook()
    {
        using HeldWorld world = new() { PartsMost = 20 };
        InvoiceRow first = await world.InvoiceAsync();
        InvoiceRow invoice = first;
        for (ulong i = 0; i < 40; i++)
        {
            HtlcName part = await world.ArriveAsync(HeldWorld.Payload(invoice, i, 3_000, 3_000));
            await world.SettleAsync(invoice);
            Assert.IsNotNull(world.OutcomeOf(part)!.Preimage, $"payment {i}");
            world.Time.Pass(TimeSpan.FromDays(2));
            await world.StepAsync();
            Assert.AreEqual(i < 15 ? 1 : 0, (await world.Desk.ListAsync(first.PaymentHash, CancellationToken.None))[0].Parts.Count, $"after {2 * (i + 1)} days");
            invoice = await world.InvoiceAsync();
        }

        await world.RestartAsync();
        HeldPayment kept = (await world.Desk.ListAsync(first.PaymentHash, CancellationToken.None))[0];
        Assert.AreEqual(InvoiceState.Paid, kept.Invoice.State);
        CollectionAssert.AreEqual(world.Vault.PreimageOf(first.PaymentHash), kept.Invoice.Preimage);
    }

    /// <summary>A payer can have his HTLCs fail as often as he likes: what has failed makes room, what waits does not.</summary>
    [TestMethod]
    public async Task WhatHasFailedMakesRoomInTheBook()
    {
        using HeldWorld world = new() { PartsMost = 20 };
        InvoiceRow held = await world.InvoiceAsync();
        InvoiceRow probed = await world.InvoiceAsync();
        HtlcName waiting = await world.ArriveAsync(HeldWorld.Payload(held, 1000, 3_000, 3_000));
        for (ulong i = 0; i < 50; i++)
        {
            HtlcName part = await world.ArriveAsync(HeldWorld.Payload(probed, i, 1_000, 3_000));
            Assert.IsNull(world.OutcomeOf(part), "there is room");
            world.Time.Pass(TimeSpan.FromSeconds(60));
            await world.StepAsync();
            Assert.AreEqual("0017", world.OutcomeOf(part)!.Failure!.ToString());
        }

        Assert.IsTrue((await world.Desk.ListAsync(probed.PaymentHash, CancellationToken.None))[0].Parts.Count <= 20);
        await world.SettleAsync(held);
        Assert.IsNotNull(world.OutcomeOf(waiting)!.Preimage);
    }

    /// <summary>An HTLC that only looks like one that the node lost, by somebody who does not have the invoice.</summary>
    [TestMethod]
    public async Task AnHtlcWithoutTheSecretIsNotTakenForALostOne()
    {
        using HeldWorld world = new();
        InvoiceRow invoice = await world.InvoiceAsync();
        await world.ArriveAllAsync(invoice);
        await world.RestartAsync(isReplayed: false);
        JsonObject alike = HeldWorld.Payload(invoice, 1, 1_000, 3_000, secret: new byte[32], scid: "9x9x9");
        Assert.AreEqual("400f", (await world.Desk.HookAsync(alike, CancellationToken.None)).Failure!.ToString());
        await world.ReplayAsync();
        await world.SettleAsync(invoice);
        Assert.AreEqual(0, world.Undecided);
    }
}
