using Holdfast.HeldPayments;
using Holdfast.HeldPayments.Book;
using Holdfast.HeldPayments.Handlers;

namespace Holdfast.HostUnit.HeldPayments;

/// <summary>H4: a flood of HTLCs.</summary>
[TestClass]
public sealed class HandlerPoolTests
{
    [TestMethod]
    public async Task FiveHundredAtOnceAreEightAndSixtyFourAndTheRestIsToldToComeAgain()
    {
        GatedHandler handler = new();
        using HeldWorld world = new(handler);
        InvoiceRow[] invoices = new InvoiceRow[500];
        for (int i = 0; i < invoices.Length; i++)
        {
            invoices[i] = await world.InvoiceAsync();
        }

        Task<HookAnswer>[] asked = [.. invoices.Select((invoice, i) => world.Desk.HookAsync(HeldWorld.Payload(invoice, (ulong)i, 3_000, 3_000), CancellationToken.None))];
        while (asked.Count(one => one.IsCompleted) < 500 - 72)
        {
            await Task.WhenAny(asked.Where(one => !one.IsCompleted));
        }

        // Everything that can be judged is being judged or waits, and another HTLC is answered at once: no verdict was given yet.
        Assert.AreEqual(HookAnswer.Continue, await world.Desk.HookAsync(HeldWorld.Payload(invoices[0] with { PaymentHash = new byte[32] }, 1, 1, 1), CancellationToken.None));
        Assert.AreEqual(72, asked.Count(one => !one.IsCompleted));
        Assert.IsTrue(asked.Where(one => one.IsCompleted).All(one => one.Result.Failure!.ToString() == "2002"));
        handler.Gate.SetResult(Verdict.Fail(FailureMessage.Refused));
        HookAnswer[] answers = await Task.WhenAll(asked);
        Assert.AreEqual(72, answers.Count(answer => answer.Failure!.ToString() == "400f"));
        Assert.AreEqual(8, handler.MostAtOnce);
    }

    [TestMethod]
    public async Task APayloadIsBounded()
    {
        GatedHandler handler = new();
        handler.Gate.SetResult(Verdict.Hold);
        using HandlerPool pool = new(handler, 1, 0, TimeSpan.FromSeconds(1));
        Assert.AreEqual(VerdictKind.Hold, (await pool.JudgeAsync(new byte[HandlerPool.PayloadBytesMax], CancellationToken.None)).Kind);
        Assert.AreEqual("400f", (await pool.JudgeAsync(new byte[HandlerPool.PayloadBytesMax + 1], CancellationToken.None)).Failure!.ToString());
        Assert.AreEqual(0, pool.Inside);
    }

    /// <summary>Who waits for a handler gets no verdict after the cancel; the pool has ended when the last handler has.</summary>
    [TestMethod]
    public async Task ThePoolHasEndedWhenNoHandlerRuns()
    {
        GatedHandler handler = new();
        using HandlerPool pool = new(handler, 2, 1, TimeSpan.FromMinutes(10));
        using CancellationTokenSource ending = new();
        Task<Verdict>[] running = [pool.JudgeAsync([], ending.Token), pool.JudgeAsync([], ending.Token)];
        Task<Verdict> waiting = pool.JudgeAsync([], ending.Token);
        await ending.CancelAsync();
        Task ended = pool.EndedAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => waiting);
        Assert.IsFalse(ended.IsCompleted, "two handlers run");
        handler.Gate.SetResult(Verdict.Hold);
        await Task.WhenAll(running);
        await ended;
        Assert.AreEqual(0, pool.Inside);
    }

    private sealed class GatedHandler : IHandler
    {
        private int _now;

        public TaskCompletionSource<Verdict> Gate { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int MostAtOnce { get; private set; }

        public async Task<Verdict> JudgeAsync(byte[] payload, TimeSpan limit, CancellationToken cancellation)
        {
            int now = Interlocked.Increment(ref _now);
            lock (Gate)
            {
                MostAtOnce = Math.Max(MostAtOnce, now);
            }

            Verdict verdict = await Gate.Task;
            Interlocked.Decrement(ref _now);
            return verdict;
        }
    }
}
