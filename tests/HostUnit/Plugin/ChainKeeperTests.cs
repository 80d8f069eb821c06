using Holdfast.ChainFeed;
using Holdfast.HostUnit.ChainFeed;
using Holdfast.Plugin;

namespace Holdfast.HostUnit.Plugin;

/// <summary>What the plugin says of the rounds in which it shows the device the chain.</summary>
[TestClass]
public sealed class ChainKeeperTests
{
    private readonly ScriptedBlocks _blocks = new();
    private readonly FedSigner _signer = new();
    private readonly Clock _clock = new();

    [TestCleanup]
    public void Unplug() => _signer.Dispose();

    /// <summary>Between two attempts are rounds in which nothing is wrong, because nothing is due.</summary>
    [TestMethod]
    public async Task AFundingThatTheNodeDoesNotHaveIsSaid()
    {
        _blocks.Mine(20);
        _clock.Now = _blocks.Time;
        await new ChainFeeder(_blocks, _signer, endsBelief: true, _clock).StepAsync(default);
        Assert.IsFalse(_signer.Check());

        Settings settings = new() { IntentLogPath = string.Empty, EndsBelief = true, ChainPoll = TimeSpan.FromMilliseconds(1), Clock = _clock };
        TaskCompletionSource<string> said = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ChainKeeper keeper = new(settings, _blocks, _signer, _signer, (level, line) =>
        {
            said.TrySetResult(level + " " + line);
            return Task.CompletedTask;
        });
        using CancellationTokenSource end = new();
        Task running = Task.Run(() => keeper.RunAsync(end.Token));
        while (!said.Task.IsCompleted)
        {
            Assert.IsFalse(running.IsCompleted);
            _clock.Pass(TimeSpan.FromSeconds(10));
            await Task.Delay(5);
        }

        string sentence = $"A channel waits for the funding {_signer.Outpoint}, and the node's newest 2016 blocks do not have it.";
        Assert.AreEqual("warn the signer cannot be shown the block chain: " + sentence, await said.Task);
        Assert.AreEqual(sentence, keeper.Status()["trouble"]!.ToString());
        await end.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => running);
    }

    private sealed class Clock : TimeProvider
    {
        private readonly Lock _gate = new();
        private DateTimeOffset _now;

        public DateTimeOffset Now
        {
            set
            {
                lock (_gate)
                {
                    _now = value;
                }
            }
        }

        public void Pass(TimeSpan time)
        {
            lock (_gate)
            {
                _now += time;
            }
        }

        public override DateTimeOffset GetUtcNow()
        {
            lock (_gate)
            {
                return _now;
            }
        }
    }
}
