using Holdfast.ReferenceTower;
using Holdfast.Watchtowers;

namespace Holdfast.HostUnit.Watchtowers;

/// <summary>
/// A whole life with a tower, from the first key to the second session, ended at each single step of it, with the file as it is at that moment. The next client finishes
/// what was begun: nothing is lost or sent twice, no number has two contents, and no key is taken for nothing.
/// </summary>
[TestClass]
public sealed class TowerCrashTests
{
    private const int StatesInSession = 2;

    private static readonly ulong[] s_numbers = [0, 1, 2];

    [TestMethod]
    public async Task EndedAtEachRequestOfAWholeLife()
    {
        int steps = 0;
        for (bool isReached = true; isReached; steps++)
        {
            int step = steps;
            int asked = 0;
            await using Life life = new();
            life.World.Signer.Hangs = _ => Interlocked.Increment(ref asked) == step + 1 && life.Reach();
            isReached = await life.EndAndFinishAsync();
        }

        Assert.IsTrue(steps > 30, steps + " steps");
    }

    [TestMethod]
    public async Task EndedAtEachMomentOfATowerInAWholeLife()
    {
        int steps = 0;
        for (bool isReached = true; isReached; steps++)
        {
            int step = steps;
            int seen = 0;
            await using Life life = new();
            life.At = (_, _) => Interlocked.Increment(ref seen) == step + 1 && life.Reach() ? TowerDeed.StaysSilent : TowerDeed.GoesOn;
            isReached = await life.EndAndFinishAsync();
        }

        Assert.IsTrue(steps > 30, steps + " steps");
    }

    private sealed class Life : IAsyncDisposable
    {
        private readonly TaskCompletionSource _reached = new();
        private readonly Dictionary<string, string> _contents = [];
        private readonly List<string> _changed = [];
        private readonly Tower _tower;

        public Life()
        {
            World.Store.SetTerms(StatesInSession, 2500);
            _tower = World.AddTower("a", new TowerManners { At = Look });
            World.Revoke(1, s_numbers);
        }

        public TowerWorld World { get; } = new();

        public Func<TowerMoment, TowerMessage?, TowerDeed> At { get; set; } = (_, _) => TowerDeed.GoesOn;

        public bool Reach() => _reached.TrySetResult();

        /// <summary>False: that step never came, the life was over before.</summary>
        public async Task<bool> EndAndFinishAsync()
        {
            World.Start();
            await World.PassUntilAsync(() => _reached.Task.IsCompleted || IsComplete);
            bool isReached = _reached.Task.IsCompleted;
            await World.KillAsync();
            Assert.AreEqual(0, World.Net.Open, "a connection was left open");
            World.Signer.Hangs = _ => false;
            World.Signer.Reboot();
            At = (_, _) => TowerDeed.GoesOn;
            await World.Net.AllServedAsync();

            World.Start();
            await World.PassUntilAsync(() => IsComplete);
            lock (_contents)
            {
                Assert.AreEqual("", string.Join(' ', _changed), "a number had two contents");
            }

            Assert.AreEqual(s_numbers.Length, _tower.Book.Sessions.Values.Sum(session => session.Updates.Count), "each state once");
            Assert.IsTrue(_tower.Book.Sessions.Values.All(session => session.LastApplied == session.Updates.Count), "no number twice");
            CollectionAssert.AreEqual(new uint[] { 1, 2 }, World.Signer.Reserved, "one key for each session");
            return isReached;
        }

        public ValueTask DisposeAsync() => World.DisposeAsync();

        private bool IsComplete => TowerWorld.HasAll(_tower, 1, s_numbers) && World.Store.ReportStats()["backups_acknowledged"]!.GetValue<long>() == s_numbers.Length;

        private TowerDeed Look(TowerMoment moment, TowerMessage? message)
        {
            if (moment == TowerMoment.MessageRead && message is StateUpdateMessage update)
            {
                // One number of one session has one content; the hints of the first session are those of the first two states.
                string key = (TowerWorld.Hint(1, 2).AsSpan().SequenceEqual(update.Hint) ? "2/" : "1/") + update.Sequence;
                string content = Convert.ToHexString(update.Hint) + Convert.ToHexString(update.Blob);
                lock (_contents)
                {
                    // Said at the end: an exception here would close the tower's connection only, and the client would try for ever.
                    if (!_contents.TryAdd(key, content) && _contents[key] != content)
                    {
                        _changed.Add(key);
                    }
                }
            }

            return At(moment, message);
        }
    }
}
