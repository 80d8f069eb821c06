using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Holdfast.HeldPayments;
using Holdfast.HeldPayments.Book;
using Holdfast.HeldPayments.Handlers;

namespace Holdfast.HostUnit.HeldPayments;

/// <summary>Payments that wait: what the owner, the clock and the chain decide, in virtual time.</summary>
[TestClass]
public sealed class HoldDeskTests
{
    private static readonly FailureMessage s_refused = FailureMessage.Refused;

    [TestMethod]
    public async Task APaymentThatIsWholeWaitsAndIsSettledOnce()
    {
        using HeldWorld world = new();
        InvoiceRow invoice = await world.InvoiceAsync();
        HtlcName[] parts = await world.ArriveAllAsync(invoice);
        Assert.AreEqual(3, world.Undecided);
        Assert.IsFalse(world.Vault.IsReleased(invoice.PaymentHash));
        await world.SettleAsync(invoice);
        foreach (HtlcName part in parts)
        {
            CollectionAssert.AreEqual(world.Vault.PreimageOf(invoice.PaymentHash), world.OutcomeOf(part)!.Preimage);
        }

        Assert.AreEqual(InvoiceState.Paid, (await world.Desk.ListAsync(invoice.PaymentHash, CancellationToken.None))[0].Invoice.State);
        CollectionAssert.AreEqual(
            new[] { HeldState.Settled, HeldState.Settled, HeldState.Settled },
            (await world.Desk.ListAsync(null, CancellationToken.None))[0].Parts.Select(part => part.State).ToArray());
    }

    /// <summary>H1: what is no payment of a hold invoice is not touched, not even written down.</summary>
    [TestMethod]
    public async Task OtherHtlcsGoOnWithoutABookOrAHandler()
    {
        using HeldWorld world = new(new FixedHandler(Verdict.Fail(s_refused)));
        InvoiceRow invoice = await world.InvoiceAsync();
        world.KillAt = 1; // nothing may be written
        HookAnswer other = await world.Desk.HookAsync(HeldWorld.Payload(invoice with { PaymentHash = new byte[32] }, 7, 1, 1), CancellationToken.None);
        Assert.AreEqual("""{"result":"continue"}""", other.ToJson().ToJsonString());
        Assert.AreEqual(HookAnswer.Continue, await world.Desk.HookAsync([], CancellationToken.None));
    }

    /// <summary>H6.</summary>
    [TestMethod]
    public async Task AfterTheDeviceReleasedTheRestSettlesWithoutANewDecision()
    {
        using HeldWorld world = new();
        InvoiceRow invoice = await world.InvoiceAsync();
        HtlcName[] parts = await world.ArriveAllAsync(invoice);
        world.KillAt = 3; // the intent; the request; dead before the reply
        await world.SettleAsync(invoice);
        world.KillAt = 0;
        Assert.AreEqual(3, world.Undecided);
        await world.RestartAsync();
        await world.StepAsync();
        Assert.IsTrue(parts.All(part => world.OutcomeOf(part)?.Preimage != null));
    }

    /// <summary>H7.</summary>
    [TestMethod]
    public async Task TheFirstDecisionIsTheOnlyOne()
    {
        using HeldWorld world = new();
        InvoiceRow settled = await world.InvoiceAsync();
        await world.ArriveAllAsync(settled);
        await world.SettleAsync(settled);
        int requests = world.Vault.Requests;
        await world.SettleAsync(settled);
        Assert.AreEqual(requests, world.Vault.Requests, "settled twice asks the device once");
        Assert.AreEqual(InvoiceState.Paid, (await RefusedAsync(() => world.CancelAsync(settled))).State);

        InvoiceRow cancelled = await world.InvoiceAsync();
        HtlcName waiting = await world.ArriveAsync(HeldWorld.Payload(cancelled, 10, 3_000, 3_000));
        await world.CancelAsync(cancelled);
        await world.CancelAsync(cancelled);
        Assert.AreEqual("400f", world.OutcomeOf(waiting)!.Failure!.ToString());
        Assert.IsTrue(world.Vault.IsCancelled(cancelled.PaymentHash));
        Assert.AreEqual(InvoiceState.Cancelled, (await RefusedAsync(() => world.SettleAsync(cancelled))).State);
        Assert.AreEqual("400f", world.OutcomeOf(await world.ArriveAsync(HeldWorld.Payload(cancelled, 11, 3_000, 3_000)))!.Failure!.ToString());

        byte[] preimage = RandomNumberGenerator.GetBytes(32);
        InvoiceRow own = await world.InvoiceAsync(3_000, preimage);
        await world.ArriveAsync(HeldWorld.Payload(own, 20, 3_000, 3_000));
        await RefusedAsync(() => world.SettleAsync(own, new byte[32]));
        await RefusedAsync(() => world.SettleAsync(own));
        await RefusedAsync(() => world.SettleAsync(own with { PaymentHash = new byte[32] }, new byte[32]));
        await world.SettleAsync(own, preimage);
        CollectionAssert.AreEqual(preimage, world.OutcomeOf(new HtlcName("1x1x1", 20))!.Preimage);
    }

    [TestMethod]
    public async Task NothingIsSettledThatHasNotArrived()
    {
        using HeldWorld world = new();
        InvoiceRow invoice = await world.InvoiceAsync();
        await RefusedAsync(() => world.SettleAsync(invoice));
        await world.ArriveAsync(HeldWorld.Payload(invoice, 0, 2_999, 3_000));
        StringAssert.Contains((await RefusedAsync(() => world.SettleAsync(invoice))).Message, "only 2999 of 3000 msat");
        Assert.AreEqual(0, world.Vault.Requests);
    }

    /// <summary>H8: with cltv-delta 34 the guard is 20.</summary>
    [TestMethod]
    [DataRow(1, HeldWorld.FinalDelta - HeldWorld.Guard - 1, false)]
    [DataRow(1, HeldWorld.FinalDelta - HeldWorld.Guard, true)]
    [DataRow(10, HeldWorld.FinalDelta - HeldWorld.Guard + 9, true)]
    [DataRow(1000, HeldWorld.FinalDelta + 1000, true)]
    public async Task NoHoldComesNearItsExpiry(int jump, int blocks, bool isCancelled)
    {
        Assert.AreEqual(HeldWorld.Guard, HoldSettings.GuardOf(34));
        using HeldWorld world = new();
        InvoiceRow invoice = await world.InvoiceAsync();
        HtlcName part = await world.ArriveAsync(HeldWorld.Payload(invoice, 0, 3_000, 3_000));
        for (int height = 0; height < Math.Min(blocks, HeldWorld.FinalDelta - HeldWorld.Guard); height += jump)
        {
            world.Desk.TakeHeight(HeldWorld.Height + height);
            await world.StepAsync();
        }

        Assert.IsNull(world.OutcomeOf(part));
        world.Desk.TakeHeight(HeldWorld.Height + blocks);
        await world.StepAsync();
        Assert.AreEqual(isCancelled, world.OutcomeOf(part)?.Failure?.ToString() == "400f");
        if (isCancelled)
        {
            await RefusedAsync(() => world.SettleAsync(invoice));
            Assert.IsFalse(world.Vault.IsReleased(invoice.PaymentHash));
        }
    }

    /// <summary>H8, the unsigned subtraction that others got wrong: the HTLC has expired long ago when the node asks again.</summary>
    [TestMethod]
    [DataRow(HeldWorld.Height + HeldWorld.FinalDelta)]
    [DataRow(HeldWorld.Height + HeldWorld.FinalDelta + 1)]
    [DataRow(5_000_000_000L)]
    public async Task AnHtlcThatHasExpiredAtReplayFails(long height)
    {
        using HeldWorld world = new();
        InvoiceRow invoice = await world.InvoiceAsync();
        HtlcName part = await world.ArriveAsync(HeldWorld.Payload(invoice, 0, 3_000, 3_000));
        await world.RestartAsync(isReplayed: false);
        world.Desk.TakeHeight(height);
        await world.ReplayAsync();
        Assert.AreEqual("400f", world.OutcomeOf(part)!.Failure!.ToString());
    }

    /// <summary>H9: host and handler say settle, the device does not. The payment stays held, and at the guard it is given back.</summary>
    [TestMethod]
    public async Task TheDeviceDecidesWhetherThePreimageLeaves()
    {
        using HeldWorld world = new();
        InvoiceRow invoice = await world.InvoiceAsync();
        HtlcName part = await world.ArriveAsync(HeldWorld.Payload(invoice, 0, 3_000, 3_000));
        world.Vault.Seen.Clear();
        HoldRefusalException refusal = await RefusedAsync(() => world.SettleAsync(invoice));
        Assert.AreEqual("holdfast-release-committed", refusal.Tag);
        Assert.IsNull(world.OutcomeOf(part));
        Assert.AreEqual(InvoiceState.Open, (await world.Desk.ListAsync(null, CancellationToken.None))[0].Invoice.State);

        // The device sees it later: the same command works.
        world.Vault.Seen.Add((Convert.ToHexString(invoice.PaymentHash), 3_000, (uint)HeldWorld.Height + HeldWorld.FinalDelta));
        await world.SettleAsync(invoice);
        Assert.IsNotNull(world.OutcomeOf(part)!.Preimage);

        InvoiceRow never = await world.InvoiceAsync();
        HtlcName lost = await world.ArriveAsync(HeldWorld.Payload(never, 1, 3_000, 3_000));
        world.Vault.Seen.Clear();
        await RefusedAsync(() => world.SettleAsync(never));
        world.Desk.TakeHeight(HeldWorld.Height + HeldWorld.FinalDelta - HeldWorld.Guard);
        await world.StepAsync();
        Assert.AreEqual("400f", world.OutcomeOf(lost)!.Failure!.ToString());
    }

    /// <summary>H9, the host's own look at what arrives, just inside and just outside.</summary>
    [TestMethod]
    [DataRow(3_000UL, 3_000UL, 80, true, true)]
    [DataRow(2_999UL, 2_999UL, 80, true, false)]
    [DataRow(3_000UL, 3_000UL, 79, true, false)]
    [DataRow(3_000UL, 3_000UL, 80, false, false)]
    [DataRow(6_000UL, 6_000UL, 80, true, true)]
    [DataRow(6_001UL, 6_001UL, 80, true, false)]
    [DataRow(6_001UL, 3_000UL, 80, true, false)]
    [DataRow(9_000_000_000_000_000_000UL, 9_000_000_000_000_000_000UL, 80, true, false)]
    public async Task OnlyWhatTheInvoiceSaysIsHeld(ulong amountMsat, ulong totalMsat, int delta, bool hasSecret, bool isHeld)
    {
        using HeldWorld world = new();
        InvoiceRow invoice = await world.InvoiceAsync();
        HtlcName part = await world.ArriveAsync(HeldWorld.Payload(invoice, 0, amountMsat, totalMsat, (uint)HeldWorld.Height + (uint)delta, hasSecret ? null : new byte[32]));
        Assert.AreEqual(isHeld ? null : "400f", world.OutcomeOf(part)?.Failure?.ToString());
        Assert.AreEqual(isHeld ? 1 : 0, (await world.Desk.ListAsync(null, CancellationToken.None))[0].Parts.Count, "what is refused at sight cannot make the book grow");
    }

    /// <summary>H10.</summary>
    [TestMethod]
    public async Task PartsShareOneFate()
    {
        using HeldWorld world = new();
        InvoiceRow invoice = await world.InvoiceAsync();
        HtlcName first = await world.ArriveAsync(HeldWorld.Payload(invoice, 0, 1_000, 3_000));
        HtlcName second = await world.ArriveAsync(HeldWorld.Payload(invoice, 1, 1_000, 3_000));
        world.Time.Pass(TimeSpan.FromSeconds(59.9));
        await world.StepAsync();
        Assert.AreEqual(2, world.Undecided);
        world.Time.Pass(TimeSpan.FromSeconds(0.1));
        await world.StepAsync();
        Assert.AreEqual("0017", world.OutcomeOf(first)!.Failure!.ToString());
        Assert.AreEqual("0017", world.OutcomeOf(second)!.Failure!.ToString());

        // The sender tries again; a whole payment waits for longer than any part.
        HtlcName[] parts = 
        [
            await world.ArriveAsync(HeldWorld.Payload(invoice, 10, 1_000, 3_000)), await world.ArriveAsync(HeldWorld.Payload(invoice, 11, 1_000, 3_000)),
            await world.ArriveAsync(HeldWorld.Payload(invoice, 12, 1_000, 3_000)),
        ];
        world.Time.Pass(TimeSpan.FromHours(5));
        await world.StepAsync();
        Assert.AreEqual("400f", world.OutcomeOf(await world.ArriveAsync(HeldWorld.Payload(invoice, 13, 1_000, 3_000)))!.Failure!.ToString(), "a fourth part before the decision");
        await world.SettleAsync(invoice);
        Assert.IsTrue(parts.All(part => world.OutcomeOf(part)!.Preimage != null));
        Assert.AreEqual("400f", world.OutcomeOf(await world.ArriveAsync(HeldWorld.Payload(invoice, 14, 1_000, 3_000)))!.Failure!.ToString(), "a fourth part after the settlement");
    }

    [TestMethod]
    public async Task OneRefusedPartRefusesTheSet()
    {
        FixedHandler handler = new(Verdict.Hold);
        using HeldWorld world = new(handler);
        InvoiceRow invoice = await world.InvoiceAsync();
        HtlcName first = await world.ArriveAsync(HeldWorld.Payload(invoice, 0, 1_000, 3_000));
        Assert.IsNull(world.OutcomeOf(first));
        handler.Verdict = Verdict.Fail(FailureMessage.OfCode(0x2002));
        HtlcName second = await world.ArriveAsync(HeldWorld.Payload(invoice, 1, 1_000, 3_000));
        Assert.AreEqual("2002", world.OutcomeOf(first)!.Failure!.ToString());
        Assert.AreEqual("2002", world.OutcomeOf(second)!.Failure!.ToString());
        Assert.AreEqual(2, handler.Asked);

        handler.Verdict = Verdict.Continue;
        Assert.AreEqual("400f", world.OutcomeOf(await world.ArriveAsync(HeldWorld.Payload(invoice, 2, 3_000, 3_000)))!.Failure!.ToString());
    }

    [TestMethod]
    public async Task AVerdictIsAskedForOnce()
    {
        FixedHandler handler = new(Verdict.Hold);
        using HeldWorld world = new(handler);
        InvoiceRow invoice = await world.InvoiceAsync();
        HtlcName[] parts = await world.ArriveAllAsync(invoice);
        await world.RestartAsync();
        Task<HookAnswer> twice = world.Desk.HookAsync(HeldWorld.Payload(invoice, 0, 1_000, 3_000), CancellationToken.None);
        Assert.AreEqual(3, handler.Asked);
        await world.SettleAsync(invoice);
        Assert.IsTrue(parts.All(part => world.OutcomeOf(part)!.Preimage != null));
        Assert.AreEqual(world.OutcomeOf(parts[0]), await twice);
    }

    /// <summary>A splice, or the confirmation of a channel, changes the short id under which the node asks again.</summary>
    [TestMethod]
    public async Task AnHtlcIsKnownAgainWhenItsChannelHasAnotherName()
    {
        FixedHandler handler = new(Verdict.Hold);
        using HeldWorld world = new(handler);
        InvoiceRow invoice = await world.InvoiceAsync();
        await world.ArriveAllAsync(invoice);
        await world.RestartAsync(isReplayed: false);
        world.Rename("2x2x2");
        await world.ReplayAsync();
        Assert.AreEqual(3, handler.Asked);
        await world.SettleAsync(invoice);
        Assert.IsTrue(Enumerable.Range(0, 3).All(i => world.OutcomeOf(new HtlcName("2x2x2", (ulong)i))!.Preimage != null));
    }

    /// <summary>A part that the node does not ask about again may be gone: nothing is released for it.</summary>
    [TestMethod]
    public async Task PartsOfAnEarlierLifeCountOnlyWhenTheyAreBack()
    {
        using HeldWorld world = new();
        InvoiceRow invoice = await world.InvoiceAsync();
        await world.ArriveAllAsync(invoice);
        await world.RestartAsync(isReplayed: false);
        await RefusedAsync(() => world.SettleAsync(invoice));
        await world.ReplayAsync();
        await world.SettleAsync(invoice);
        Assert.AreEqual(0, world.Undecided);
    }

    /// <summary>A lost reply: the device may have released. Until it says no by a rule, nothing else can be decided.</summary>
    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task ADeviceThatDoesNotAnswerIsAskedAgain(bool hasActed)
    {
        using HeldWorld world = new();
        InvoiceRow invoice = await world.InvoiceAsync();
        HtlcName part = await world.ArriveAsync(HeldWorld.Payload(invoice, 0, 3_000, 3_000));
        world.Vault.IsAway = !hasActed;
        world.Vault.LosesReplies = hasActed;
        await RefusedAsync(() => world.SettleAsync(invoice));
        Assert.AreEqual(InvoiceState.SettleIntended, (await RefusedAsync(() => world.CancelAsync(invoice))).State);
        world.Desk.TakeHeight(HeldWorld.Height + HeldWorld.FinalDelta - HeldWorld.Guard);
        await world.StepAsync();
        Assert.IsNull(world.OutcomeOf(part), "an intent to settle is not turned into a cancel");
        world.Vault.IsAway = world.Vault.LosesReplies = false;
        int requests = world.Vault.Requests;
        await world.StepAsync();
        Assert.AreEqual(requests, world.Vault.Requests, "not at every step");
        world.Time.Pass(TimeSpan.FromSeconds(10));
        await world.StepAsync();
        Assert.IsNotNull(world.OutcomeOf(part)!.Preimage);
    }

    [TestMethod]
    public async Task ACancelDoesNotWaitForTheDevice()
    {
        using HeldWorld world = new();
        InvoiceRow invoice = await world.InvoiceAsync();
        HtlcName part = await world.ArriveAsync(HeldWorld.Payload(invoice, 0, 3_000, 3_000));
        world.Vault.IsAway = true;
        await world.CancelAsync(invoice);
        Assert.AreEqual("400f", world.OutcomeOf(part)!.Failure!.ToString());
        await world.RestartAsync();
        await world.StepAsync();
        Assert.IsFalse(world.Vault.IsCancelled(invoice.PaymentHash));
        world.Vault.IsAway = false;
        world.Time.Pass(TimeSpan.FromSeconds(10));
        await world.StepAsync();
        Assert.IsTrue(world.Vault.IsCancelled(invoice.PaymentHash));
        Assert.AreEqual(InvoiceState.Cancelled, (await world.Desk.ListAsync(null, CancellationToken.None))[0].Invoice.State);
    }

    [TestMethod]
    [DataRow(HandlerScope.Held, false, 0)]
    [DataRow(HandlerScope.Final, false, 1)]
    [DataRow(HandlerScope.Final, true, 0)]
    [DataRow(HandlerScope.All, true, 1)]
    public async Task TheScopeSaysWhatElseTheHandlerJudges(HandlerScope scope, bool isForwarded, int asked)
    {
        FixedHandler handler = new(Verdict.Fail(FailureMessage.OfCode(0x400f)));
        using HeldWorld world = new(handler, scope);
        await world.StepAsync(); // the device was asked for its promises
        InvoiceRow invoice = await world.InvoiceAsync();
        JsonObject payload = HeldWorld.Payload(invoice with { PaymentHash = new byte[32] }, 7, 1, 1);
        if (isForwarded)
        {
            payload["onion"]!["short_channel_id"] = "5x5x5";
        }

        HtlcName name = await world.ArriveAsync(payload);
        Assert.AreEqual(asked, handler.Asked);
        Assert.AreEqual(asked == 0, world.OutcomeOf(name)!.Failure == null);
        Assert.AreEqual(
            world.OutcomeOf(name)!.ToJson().ToJsonString(), (await world.Desk.HookAsync(payload, CancellationToken.None)).ToJson().ToJsonString(),
            "the same answer to the same HTLC");
        Assert.AreEqual(asked, handler.Asked);

        handler.Verdict = Verdict.Hold;
        payload["htlc"]!["id"] = 8UL;
        Assert.AreEqual(asked == 0 ? null : "2002", (await world.Desk.HookAsync(payload, CancellationToken.None)).Failure?.ToString(), "nobody could settle it");
    }

    private static Task<HoldRefusalException> RefusedAsync(Func<Task> work) => Assert.ThrowsExactlyAsync<HoldRefusalException>(work);

    internal sealed class FixedHandler(Verdict verdict) : IHandler
    {
        public Verdict Verdict { get; set; } = verdict;

        public int Asked { get; private set; }

        public Task<Verdict> JudgeAsync(byte[] payload, TimeSpan limit, CancellationToken cancellation)
        {
            Asked++;
            return Task.FromResult(Verdict);
        }
    }
}
