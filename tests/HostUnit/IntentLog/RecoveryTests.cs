using Holdfast.IntentLog;

namespace Holdfast.HostUnit.IntentLog;

/// <summary>Nothing is begun before what was left open has been gone through; and what a cancellation leaves.</summary>
[TestClass]
public sealed class RecoveryTests
{
    private readonly TemporaryFolder _folder = new();

    private string Db => _folder.File("intents.db");

    [TestCleanup]
    public void RemoveFolder() => _folder.Dispose();

    [TestMethod]
    public void NothingIsBegunBeforeRecoveryAlsoWhenNothingIsOpen()
    {
        using IntentStore log = IntentStore.Open(Db);
        StringAssert.Contains(Assert.ThrowsExactly<InvalidOperationException>(() => log.Begin(new Intent([1], "sign", [9]))).Message, "Recover before Begin");
        Assert.AreEqual(0, log.Pending().Count);
        log.Recover(_ => throw new AssertFailedException("nothing is open"));
        log.Begin(new Intent([1], "sign", [9]));
    }

    [TestMethod]
    public void EachOpenIntentIsAskedOldestFirstAndItsEndIsWrittenDown()
    {
        BeginFour();
        using IntentStore log = IntentStore.Open(Db);
        List<byte> asked = [];
        log.Recover(open =>
        {
            asked.Add(open.Intent.Request[0]);
            return open.Intent.Request[0] switch
            {
                1 => Recovery.Completed([11], [0, 0, 0, 0, 0, 0, 0, 5], "again", [7]),
                2 => Recovery.Refused("policy-commitment-fee-range"),
                3 => Recovery.Abandoned("force-closed"),
                _ => Recovery.LeftOpen,
            };
        });

        CollectionAssert.AreEqual(new byte[] { 1, 2, 3, 4 }, asked);
        Assert.AreEqual(4, log.Pending().Single().Intent.Request[0]);
        CollectionAssert.AreEqual(
            new[] { IntentOutcome.Abandoned, IntentOutcome.Refused, IntentOutcome.Completed }, log.Audit(10).Select(closed => closed.Outcome).ToArray());
        ClosedIntent completed = log.Audit(10)[2];
        CollectionAssert.AreEqual(new byte[] { 11 }, completed.Reply);
        Assert.AreEqual("again", completed.Note);
        CollectionAssert.AreEqual(new byte[] { 0, 0, 0, 0, 0, 0, 0, 5 }, log.LastReceipt());
        CollectionAssert.AreEqual(new byte[] { 7 }, log.Memory([1]));
        Assert.ThrowsExactly<IntentOpenException>(() => log.Begin(new Intent([4], "sign", [9])), "what was left open stands in the way of another content");
        log.Begin(new Intent([4], "sign", [4]), out bool wasOpen);
        Assert.IsTrue(wasOpen);
    }

    [TestMethod]
    public void ALostLinkLeavesThatIntentAndTheLaterOnesAndRecoveryIsCalledAgain()
    {
        BeginFour();
        using IntentStore log = IntentStore.Open(Db);
        Assert.ThrowsExactly<TimeoutException>(() => log.Recover(open => open.Intent.Request[0] == 2 ? throw new TimeoutException() : Recovery.Completed([1], [])));
        CollectionAssert.AreEqual(new byte[] { 2, 3, 4 }, log.Pending().Select(open => open.Intent.Request[0]).ToArray());
        Assert.ThrowsExactly<InvalidOperationException>(() => log.Begin(new Intent([9], "sign", [9])), "half a recovery is none");
        log.Recover(_ => Recovery.Completed([1], []));
        Assert.AreEqual(0, log.Pending().Count);
        log.Begin(new Intent([9], "sign", [9]));
    }

    [TestMethod]
    public void WhileItIsRecoveredNothingIsBegunAndNobodyElseRecovers()
    {
        BeginFour();
        using IntentStore log = IntentStore.Open(Db);
        log.Recover(open =>
        {
            Assert.ThrowsExactly<InvalidOperationException>(() => log.Begin(new Intent([9], "sign", [9])));
            Assert.ThrowsExactly<InvalidOperationException>(() => log.Recover(_ => Recovery.LeftOpen));
            return Recovery.LeftOpen;
        });
        log.Begin(new Intent([9], "sign", [9]));
    }

    [TestMethod]
    public async Task TheSameWithoutAThread()
    {
        BeginFour();
        using IntentStore log = await IntentStore.OpenAsync(Db);
        using CancellationTokenSource stop = new();
        await Assert.ThrowsAsync<OperationCanceledException>(() => log.RecoverAsync(
            async (open, token) =>
            {
                // It comes while the signer is asked for the second one, whose answer comes all the same.
                if (open.Intent.Request[0] == 2)
                {
                    await stop.CancelAsync();
                }

                Assert.AreEqual(stop.Token, token);
                return Recovery.Completed([1], []);
            },
            stop.Token));
        CollectionAssert.AreEqual(new byte[] { 3, 4 }, (await log.PendingAsync()).Select(open => open.Intent.Request[0]).ToArray(), "an answer that came is written down");
        await log.RecoverAsync((_, _) => Task.FromResult(Recovery.Refused("policy-commitment-fee-range")));
        long completed = await log.BeginAsync(new Intent([1], "sign", [9]));
        await log.CompleteAsync(completed, [1], [], memory: [3]);
        await log.RecordRefusalAsync(await log.BeginAsync(new Intent([1], "sign", [8])), "tag");
        await log.AbandonAsync(await log.BeginAsync(new Intent([1], "sign", [7])), "closing");
        CollectionAssert.AreEqual(
            new[] { IntentOutcome.Abandoned, IntentOutcome.Refused, IntentOutcome.Completed }, log.Audit(3).Select(closed => closed.Outcome).ToArray());
    }

    /// <summary>Cancelled means: nothing was written. Every call of a hundred that are cancelled somewhere either returned an id or left nothing.</summary>
    [TestMethod]
    public async Task ACancelledBeginHasWrittenNothing()
    {
        using IntentStore log = RecoveredLog.Open(Db);
        using CancellationTokenSource gone = new();
        await gone.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => log.BeginAsync(new Intent([0], "sign", [0]), gone.Token));
        Assert.AreEqual(0, log.Pending().Count);

        using CancellationTokenSource soon = new();
        Task<long>[] begins = [.. Enumerable.Range(1, 100).Select(i => log.BeginAsync(new Intent([(byte)i], "sign", [(byte)i]), soon.Token))];
        await begins[10];
        await soon.CancelAsync();
        await Task.WhenAll(begins.Select(begin => begin.ContinueWith(_ => { }, TaskScheduler.Default)));
        HashSet<long> returned = [.. begins.Where(begin => begin.IsCompletedSuccessfully).Select(begin => begin.Result)];
        Assert.IsTrue(begins.All(begin => begin.IsCompletedSuccessfully || begin.IsCanceled));
        Assert.IsTrue(returned.SetEquals(log.Pending().Select(open => open.Id)));
    }

    private void BeginFour()
    {
        using IntentStore log = RecoveredLog.Open(Db);
        for (byte i = 1; i <= 4; i++)
        {
            log.Begin(new Intent([i], "sign", [i]));
        }
    }
}
