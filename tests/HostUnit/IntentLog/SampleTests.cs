using CrashSafeNode;
using Holdfast.IntentLog;

namespace Holdfast.HostUnit.IntentLog;

/// <summary>The sample of host/IntentLog/README.md, with a crash at each of its steps. tests/Tidy compares its text with the page's.</summary>
[TestClass]
public sealed class SampleTests
{
    private static readonly byte[] s_channel = [1];

    private readonly TemporaryFolder _folder = new();

    [TestCleanup]
    public void RemoveFolder() => _folder.Dispose();

    [TestMethod]
    [DataRow(CrashPoint.BeforeTheSigner)]
    [DataRow(CrashPoint.AfterTheSigner)]
    [DataRow(CrashPoint.AfterTheState)]
    [DataRow(CrashPoint.BeforeTheMessage)]
    [DataRow(CrashPoint.None)]
    public async Task WhereverItCrashesTheSignerSeesOneContentAndTheNodeHasItsState(CrashPoint point)
    {
        World world = new() { Point = point };
        using (IntentStore log = IntentStore.Open(_folder.File("intents.db")))
        {
            CommitmentDesk desk = new(log, world, world);
            await desk.RecoverAsync(CancellationToken.None);
            Task<bool> commit = desk.CommitAsync(s_channel, [1, 7], [70], CancellationToken.None);
            if (point == CrashPoint.None)
            {
                Assert.IsTrue(await commit);
            }
            else
            {
                await Assert.ThrowsExactlyAsync<CrashException>(() => commit);
            }
        }

        world.Point = CrashPoint.None;
        using IntentStore again = IntentStore.Open(_folder.File("intents.db"));
        CommitmentDesk next = new(again, world, world);
        await Assert.ThrowsExactlyAsync<InvalidOperationException>(() => next.CommitAsync(s_channel, [1, 8], [80], CancellationToken.None), "it has forgotten to recover");
        await next.RecoverAsync(CancellationToken.None);
        CollectionAssert.AreEqual(new byte[] { 70 }, world.State, "the node has the state of what the signer promised");
        Assert.IsTrue(await next.CommitAsync(s_channel, [2, 9], [90], CancellationToken.None));
        CollectionAssert.AreEqual(new byte[] { 90 }, world.State);
        CollectionAssert.AreEqual(new[] { "1: 7", "2: 9" }, world.Signed.Select(one => one.Key + ": " + one.Value).ToArray());
        Assert.AreEqual(0, again.Pending().Count);
    }

    [TestMethod]
    public async Task ARefusalLeavesTheNumberFree()
    {
        World world = new() { IsRefusing = true };
        using IntentStore log = IntentStore.Open(_folder.File("intents.db"));
        CommitmentDesk desk = new(log, world, world);
        await desk.RecoverAsync(CancellationToken.None);
        Assert.IsFalse(await desk.CommitAsync(s_channel, [1, 7], [70], CancellationToken.None));
        world.IsRefusing = false;
        Assert.IsTrue(await desk.CommitAsync(s_channel, [1, 8], [80], CancellationToken.None));
        CollectionAssert.AreEqual(new byte[] { 80 }, world.State);
    }

    public enum CrashPoint
    {
        None,
        BeforeTheSigner,
        AfterTheSigner,
        AfterTheState,
        BeforeTheMessage,
    }

    private sealed class CrashException : Exception;

    /// <summary>A node's disk, its peer and a signer that signs one content for a number: what outlives the process.</summary>
    private sealed class World : ISigner, INode
    {
        public CrashPoint Point { get; set; }

        public bool IsRefusing { get; set; }

        public SortedDictionary<byte, byte> Signed { get; } = [];

        public byte[] State { get; private set; } = [];

        public Task<bool> WouldSignAsync(byte[] request, CancellationToken stop) => Task.FromResult(true);

        public Task<Answer> AskAsync(byte[] request, CancellationToken stop)
        {
            CrashAt(CrashPoint.BeforeTheSigner);
            if (IsRefusing || (Signed.TryGetValue(request[0], out byte content) && content != request[1]))
            {
                return Task.FromResult(new Answer([], [], "policy-commitment-retry-same"));
            }

            Signed[request[0]] = request[1];
            CrashAt(CrashPoint.AfterTheSigner);
            return Task.FromResult(new Answer([.. request], [0, 0, 0, 0, 0, 0, 0, request[0]], null));
        }

        public void Store(byte[] channel, byte[] state)
        {
            State = state;
            CrashAt(CrashPoint.AfterTheState);
        }

        public void Send(byte[] channel, byte[] reply) => CrashAt(CrashPoint.BeforeTheMessage);

        private void CrashAt(CrashPoint here)
        {
            if (Point == here)
            {
                throw new CrashException();
            }
        }
    }
}
