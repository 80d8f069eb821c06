using Holdfast.ReferenceTower;
using Holdfast.Watchtowers;

namespace Holdfast.HostUnit.Watchtowers;

/// <summary>One honest tower among many that are not.</summary>
[TestClass]
public sealed class ManyTowersTests
{
    /// <summary>Each misbehaves in its own way, for ever. The honest one has every state all the same, and the others are not asked more often than the waits allow.</summary>
    [TestMethod]
    public async Task AnHonestTowerAmongManyBadOnesHasEverything()
    {
        await using TowerWorld world = new();
        int lies = 0;
        int moments = 0;
        world.AddTower("used for ever", Replies(0x5b, _ => TowerReplies.CreateSession(TowerCode.AlreadyExists, 1, [])));
        world.AddTower("silent", new TowerManners { At = (_, _) => TowerDeed.StaysSilent });
        world.AddTower("silent after each update", new TowerManners
        {
            At = (moment, message) => moment == TowerMoment.MessageDone && message is StateUpdateMessage ? TowerDeed.StaysSilent : TowerDeed.GoesOn,
        });
        world.AddTower("lies about what it has", Replies(0x5d, _ => TowerReplies.StateUpdate(0, (ushort)(7 + Interlocked.Increment(ref lies)))));
        world.AddTower("hangs up anywhere", new TowerManners { At = (_, _) => Interlocked.Increment(ref moments) % 5 == 0 ? TowerDeed.HangsUp : TowerDeed.GoesOn });
        world.AddTower("garbage", new TowerManners { Sends = bytes => [.. bytes.Select(value => (byte)(value ^ 1))] });
        world.AddTower("too long", new TowerManners { Says = _ => new byte[2000] });
        world.AddTower("forgets each session", Replies(0x5d, _ => TowerReplies.StateUpdate(TowerCode.PermanentFailure, 0)));
        world.AddTower("another chain", new TowerManners { ChainHash = new byte[32] });
        Tower honest = world.AddTower("honest");
        world.Start();
        for (ulong number = 0; number < 20; number++)
        {
            world.Revoke(1, number);
            world.Time.PassAll();
        }

        // What the client knows: the honest tower has an update before the client has read its acknowledgement, and the silent towers' connections end only when
        // patience does, which can cut the honest one's as well.
        while (world.Store.CountAcknowledged(honest.PublicKey) < 20)
        {
            world.Time.PassAll();
            world.Time.LosePatience();
            await Task.Delay(5);
        }

        Assert.IsTrue(TowerWorld.HasAll(honest, 1, Enumerable.Range(0, 20).Select(number => (ulong)number)));
        Assert.IsTrue(world.Net.Most <= ITowerSigner.LinksMax, world.Net.Most + " connections at once");

        // Two keys for each wait: the time that has passed bounds how many a tower can burn.
        int waits = (int)((world.Time.GetUtcNow() - new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)) / TimeSpan.FromSeconds(10)) + 1;
        Assert.IsTrue(world.Signer.Reserved.Count(index => index >= 1000) <= 2 * waits, $"{world.Signer.Reserved.Count} keys in {waits} waits");
        await world.KillAsync();
        Assert.AreEqual(0, world.Net.Open);
    }

    private static TowerManners Replies(byte type, Func<byte[], byte[]> say) => new() { Says = reply => reply[1] == type ? say(reply) : reply };
}
