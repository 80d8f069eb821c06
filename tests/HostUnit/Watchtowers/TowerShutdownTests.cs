using Holdfast.ReferenceTower;
using Holdfast.Watchtowers;

namespace Holdfast.HostUnit.Watchtowers;

/// <summary>The client is ended at each of its steps: it returns without waiting for anybody, closes what it opened, and the next one loses nothing.</summary>
[TestClass]
public sealed class TowerShutdownTests
{
    private static readonly string[] s_requests = ["sweep key", "book", "reserve", "connect", "finish", "receive", "create", "backup", "update", "forget"];

    /// <summary>Steps of the device: the request that was asked does not come back.</summary>
    [TestMethod]
    public async Task EndedAtEachRequestOfTheDevice()
    {
        foreach (string request in s_requests)
        {
            await using TowerWorld world = new();
            world.Store.SetTerms(2, 2500);
            Tower tower = world.AddTower("a");
            TaskCompletionSource reached = new();
            world.Signer.Hangs = name => name == request && reached.TrySetResult();
            world.Start();
            world.Revoke(1, [0, 1, 2]);
            await reached.Task;
            await EndAsync(world);
            await CompleteAsync(world, tower);
        }
    }

    /// <summary>Steps of the tower: it says nothing any more.</summary>
    [TestMethod]
    public async Task EndedAtEachStepOfATower()
    {
        foreach (TowerMoment moment in Enum.GetValues<TowerMoment>())
        {
            await using TowerWorld world = new();
            TaskCompletionSource reached = new();
            Tower tower = world.AddTower("a", new TowerManners { At = (now, _) => now == moment && reached.TrySetResult() ? TowerDeed.StaysSilent : TowerDeed.GoesOn });
            world.Start();
            world.Revoke(1, [0, 1, 2]);
            await reached.Task;
            await EndAsync(world);
            await CompleteAsync(world, tower);
        }
    }

    [TestMethod]
    public async Task EndedWhileDialingAndWhileWaiting()
    {
        await using TowerWorld world = new();
        TaskCompletionSource dialing = new();
        world.Net.Dialing = (_, cancellation) =>
        {
            dialing.TrySetResult();
            return Task.Delay(Timeout.Infinite, cancellation);
        };
        Tower tower = world.AddTower("a");
        world.Start();
        await dialing.Task;
        await EndAsync(world);

        world.Net.Dialing = (_, _) => throw new IOException("nobody");
        world.Start();
        await world.Time.PassNextWaitAsync();
        await TowerWorld.UntilAsync(() => world.Client.TroubleOf(tower.PublicKey) is { Failures: > 0 });
        await EndAsync(world);
        world.Net.Dialing = (_, _) => Task.CompletedTask;
        await CompleteAsync(world, tower);
    }

    /// <summary>The clock stands still: nothing that ends here has waited for any time to pass.</summary>
    private static async Task EndAsync(TowerWorld world)
    {
        await world.KillAsync();
        Assert.AreEqual(0, world.Net.Open, "a connection was left open");
        world.Signer.Hangs = _ => false;
        world.Signer.Reboot();
        await world.Net.AllServedAsync();
    }

    private static async Task CompleteAsync(TowerWorld world, Tower tower)
    {
        world.Start();
        if (world.Store.Report()["channels"]!.AsArray().Count == 0)
        {
            world.Revoke(1, [0, 1, 2]);
        }

        await world.PassUntilAsync(() => TowerWorld.HasAll(tower, 1, [0, 1, 2]));
        Assert.IsTrue(tower.Book.Sessions.Values.All(session => session.LastApplied == session.Updates.Count), "none twice");
    }
}
