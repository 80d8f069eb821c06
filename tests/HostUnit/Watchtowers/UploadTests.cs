using Holdfast.HostUnit.IntentLog;
using Holdfast.ReferenceTower;
using Holdfast.Watchtowers;
using Holdfast.Watchtowers.Storage;

namespace Holdfast.HostUnit.Watchtowers;

/// <summary>From a revoked state in the store to an acknowledgement, past crashes and towers that lie.</summary>
[TestClass]
public sealed class UploadTests
{
    [TestMethod]
    public async Task EveryStateReachesEveryTower()
    {
        await using TowerWorld world = new();
        Tower a = world.AddTower("a");
        Tower b = world.AddTower("b");
        world.Start();
        world.Revoke(1, Numbers(0, 12));
        world.Revoke(2, Numbers(5, 3));
        await TowerWorld.UntilAsync(() => TowerWorld.Hints(a).Count == 15 && TowerWorld.Hints(b).Count == 15);
        Assert.IsTrue(TowerWorld.HasAll(a, 1, Numbers(0, 12)) && TowerWorld.HasAll(b, 2, Numbers(5, 3)));
        await TowerWorld.UntilAsync(() => world.Store.OpenSessions().All(session => session.Applied == 15));
        Assert.IsNull(world.Client.TroubleOf(a.PublicKey));
    }

    [TestMethod]
    public async Task StatesRevokedWhileNoTowerIsThereAreSentLater()
    {
        await using TowerWorld world = new();
        world.Store.AddTower(new Tower([.. Enumerable.Repeat((byte)9, 32)]).PublicKey, new TowerAddress("late", 9911));
        world.Start();
        world.Revoke(1, Numbers(0, 5));
        await world.Time.PassNextWaitAsync();
        await world.KillAsync();

        Tower late = new([.. Enumerable.Repeat((byte)9, 32)]);
        world.Net.Put("late", late);
        world.Start();
        await TowerWorld.UntilAsync(() => TowerWorld.HasAll(late, 1, Numbers(0, 5)));
    }

    /// <summary>The bytes under a number never change, whatever was known when the client ended.</summary>
    [TestMethod]
    [DataRow(TowerMoment.MessageRead, DisplayName = "between send and the tower's storing")]
    [DataRow(TowerMoment.MessageDone, DisplayName = "between storing and acknowledgement")]
    public async Task AfterACrashTheSameBytesGoOutAgain(TowerMoment where)
    {
        await using TowerWorld world = new();
        List<StateUpdateMessage> seen = [];
        bool isStopped = true;
        Tower tower = world.AddTower("a", new TowerManners
        {
            At = (moment, message) =>
            {
                if (message is StateUpdateMessage update && moment == TowerMoment.MessageRead)
                {
                    seen.Add(update);
                }

                return isStopped && message is StateUpdateMessage { Sequence: 2 } && moment == where ? TowerDeed.StaysSilent : TowerDeed.GoesOn;
            },
        });
        world.Start();
        world.Revoke(1, Numbers(0, 3));
        await TowerWorld.UntilAsync(() => seen.Count == 2);
        await world.KillAsync();
        await world.Net.AllServedAsync();
        Assert.AreEqual(where == TowerMoment.MessageDone ? 2 : 1, TowerWorld.Hints(tower).Count);
        isStopped = false;

        world.Start();
        await TowerWorld.UntilAsync(() => TowerWorld.HasAll(tower, 1, Numbers(0, 3)));
        CollectionAssert.AreEqual(new ushort[] { 1, 2, 2, 3 }, seen.Select(update => update.Sequence).ToArray());
        CollectionAssert.AreEqual(seen[1].Hint, seen[2].Hint);
        CollectionAssert.AreEqual(seen[1].Blob, seen[2].Blob);
        Assert.AreEqual(1, tower.Book.Sessions.Count);
        Assert.AreEqual((ushort)3, tower.Book.Sessions.Values.Single().LastApplied);
    }

    /// <summary>Committed, and never sent.</summary>
    [TestMethod]
    public async Task ACrashBetweenCommitAndSendLosesNothing()
    {
        await using TowerWorld world = new();
        Tower tower = world.AddTower("a");
        world.Start();
        await TowerWorld.UntilAsync(() => world.Store.OpenSessions().Count == 1);
        world.Signer.Asked = name =>
        {
            if (name == "update")
            {
                throw new TowerSignerException(TowerSignerFault.Away, "unplugged");
            }
        };
        world.Revoke(1, Numbers(0, 2));
        await TowerWorld.UntilAsync(() => world.Store.OpenSessions().Single().Sequence == 1);
        CommittedUpdate fixedBytes = world.Store.NextCommitted(world.Store.OpenSessions().Single())!;
        await world.KillAsync();
        world.Signer.Asked = _ => { };
        world.Start();
        await TowerWorld.UntilAsync(() => TowerWorld.HasAll(tower, 1, Numbers(0, 2)));
        StateUpdateMessage first = tower.Book.Sessions.Values.Single().Updates[0];
        CollectionAssert.AreEqual(fixedBytes.Backup.Blob, first.Blob);
        CollectionAssert.AreEqual(fixedBytes.Backup.Hint, first.Hint);
    }

    [TestMethod]
    [DataRow(true, DisplayName = "before the tower's OK is read")]
    [DataRow(false, DisplayName = "after it, before the store knows")]
    public async Task ACrashAroundAnAgreementLeavesOneSession(bool isBefore)
    {
        Places.RequireFiles();
        await using TowerWorld world = new();
        Tower tower = world.AddTower("a");
        bool isStopped = true;
        if (isBefore)
        {
            tower.Manners = new TowerManners
            {
                At = (moment, message) => isStopped && message is CreateSessionMessage && moment == TowerMoment.MessageDone ? TowerDeed.StaysSilent : TowerDeed.GoesOn,
            };
            world.Start();
            await TowerWorld.UntilAsync(() => tower.Book.Sessions.Count == 1);
            await world.KillAsync();
        }
        else
        {
            world.Start();
            await TowerWorld.UntilAsync(() => world.Store.OpenSessions().Count == 1);
            await world.KillAsync();
            Forget(world, "DELETE FROM session");
        }

        isStopped = false;
        world.Start();
        await TowerWorld.UntilAsync(() => world.Store.OpenSessions().Count == 1);
        CollectionAssert.AreEqual(new uint[] { 1 }, world.Signer.Reserved);
        world.Revoke(1, Numbers(0, 2));
        await TowerWorld.UntilAsync(() => TowerWorld.HasAll(tower, 1, Numbers(0, 2)));
        Assert.AreEqual(1, tower.Book.Sessions.Count);
    }

    /// <summary>Nothing is lost when a tower loses, mixes up or lies about a session: it gets a new one.</summary>
    [TestMethod]
    [DataRow((ushort)50, false)]
    [DataRow((ushort)70, false)]
    [DataRow((ushort)71, false)]
    [DataRow((ushort)72, false)]
    [DataRow((ushort)99, false)]
    [DataRow((ushort)0, true, DisplayName = "a lying last-applied")]
    public async Task ASessionThatIsLostIsReplacedAndOthersGoOn(ushort code, bool isLie)
    {
        await using TowerWorld world = new();
        int lies = 0;
        Tower liar = world.AddTower("liar");
        liar.Manners = new TowerManners
        {
            Says = reply => reply[1] == 0x5d && Interlocked.Increment(ref lies) == 3 ? TowerReplies.StateUpdate(code, isLie ? (ushort)1 : (ushort)3) : reply,
        };
        Tower honest = world.AddTower("honest");
        world.Start();
        await TowerWorld.UntilAsync(() => world.Store.OpenSessions().Count == 2);
        world.Revoke(1, Numbers(0, 6));
        await TowerWorld.UntilAsync(() => TowerWorld.HasAll(honest, 1, Numbers(0, 6)));
        await TowerWorld.UntilAsync(() => world.Client.TroubleOf(liar.PublicKey) != null || TowerWorld.Hints(liar).Count == 6);
        await world.PassUntilAsync(() => liar.Book.Sessions.Count == 2 && NewestOf(liar).Count == 6);
        Assert.AreEqual(1, world.Store.OpenSessions().Count(session => session.KeyIndex <= 2 && session.Applied == 6), "the honest tower's session lives");
        await TowerWorld.UntilAsync(() => world.Signer.Sessions.Count == 2);
    }

    /// <summary>The same bytes again, on the next connection.</summary>
    [TestMethod]
    public async Task ATowerThatIsBusyIsAskedAgain()
    {
        await using TowerWorld world = new();
        int busy = 0;
        Tower tower = world.AddTower("a");
        tower.Manners = new TowerManners
        {
            Says = reply => reply[1] == 0x5d && Interlocked.Increment(ref busy) == 2 ? TowerReplies.StateUpdate(TowerCode.TemporaryFailure, 1) : reply,
        };
        world.Start();
        world.Revoke(1, Numbers(0, 3));
        await world.PassUntilAsync(() => TowerWorld.HasAll(tower, 1, Numbers(0, 3)));
        Assert.AreEqual(1, tower.Book.Sessions.Count);
    }

    [TestMethod]
    public async Task AFullSessionIsFollowedByAnother()
    {
        await using TowerWorld world = new();
        world.Store.SetTerms(3, 2500);
        Tower tower = world.AddTower("a");
        world.Start();
        world.Revoke(1, Numbers(0, 8));
        await world.PassUntilAsync(() => TowerWorld.HasAll(tower, 1, Numbers(0, 8)));
        await TowerWorld.UntilAsync(() => world.Signer.Sessions.Count == 1);
        List<TowerSession> sessions = [.. tower.Book.Sessions.Values];
        CollectionAssert.AreEquivalent(new[] { 3, 3, 2 }, sessions.Select(session => session.Updates.Count).Where(count => count > 0).ToArray());
        Assert.AreEqual(8, sessions.Sum(session => session.Updates.Select(update => Convert.ToHexString(update.Hint)).Distinct().Count()), "none twice");
    }

    [TestMethod]
    public async Task ChannelsWithoutAnchorsGetSessionsOfTheirOwn()
    {
        await using TowerWorld world = new();
        world.Signer.LegacyChannels.Add(Convert.ToHexString(TowerWorld.State(2, 0).ChannelId));
        Tower tower = world.AddTower("a");
        world.Start();
        world.Revoke(1, Numbers(0, 2));
        world.Revoke(2, Numbers(0, 2));
        await world.PassUntilAsync(() => TowerWorld.HasAll(tower, 1, Numbers(0, 2)) && TowerWorld.HasAll(tower, 2, Numbers(0, 2)));
        CollectionAssert.AreEquivalent(new ushort[] { 2, 6 }, tower.Book.Sessions.Values.Select(session => session.Terms.BlobType).ToArray());
        CollectionAssert.AreEqual(new uint[] { 1, 2 }, world.Signer.Reserved, "one counter for all");
    }

    [TestMethod]
    public async Task AStateWithNothingToTakeIsNotSentAndOneThatTheDeviceRefusesHoldsUpNobody()
    {
        await using TowerWorld world = new();
        world.Signer.NeedsNone.Add(1);
        Tower tower = world.AddTower("a");
        world.Store.AddSigned(TowerWorld.Channel(1), BlobType.Anchors, TowerWorld.State(1, 0) with { Ticket = [1] });
        world.Store.Revoke(TowerWorld.Channel(1), 0, new byte[32]);
        world.Revoke(1, Numbers(1, 2));
        world.Start();
        await TowerWorld.UntilAsync(() => TowerWorld.Hints(tower).Count == 1);
        Assert.IsTrue(TowerWorld.HasAll(tower, 1, Numbers(2, 1)));
        await TowerWorld.UntilAsync(() => world.Store.ReportStats() is var stats
            && stats["backups_needless"]!.GetValue<long>() == 1 && stats["backups_refused"]!.GetValue<long>() == 1);
        Assert.IsTrue(world.Log.Any(line => line.Contains("makes no backup of state 0", StringComparison.Ordinal)));
    }

    /// <summary>The session goes on with other states; the one that its fee would eat stays, also over a restart, until there is a session with a lower fee.</summary>
    [TestMethod]
    [DataRow(false)]
    [DataRow(true, DisplayName = "with a restart between")]
    public async Task AStateThatASessionsFeeWouldEatWaitsForACheaperSession(bool isRestarted)
    {
        await using TowerWorld world = new();
        world.Signer.FeeratePerKwMax[1] = 5000;
        world.Store.SetTerms(1024, 20_000);
        Tower tower = world.AddTower("a");
        world.Start();
        world.Revoke(1, Numbers(0, 3));
        await TowerWorld.UntilAsync(() => world.Store.OpenSessions().SingleOrDefault()?.Applied == 2);
        Assert.IsTrue(TowerWorld.HasAll(tower, 1, 0, 2));
        Assert.IsTrue(world.Log.Any(line => line.Contains("State 1 of a channel is not worth the fee of session 1", StringComparison.Ordinal)));
        Assert.AreEqual((1L, 0L), (Count(world, "backups_pending"), Count(world, "backups_refused")));
        Assert.IsFalse(world.Store.NeedsSession(tower.PublicKey, BlobType.Anchors, isEager: true), "another one with the same fee is of no use");
        if (isRestarted)
        {
            await world.KillAsync();
            world.Start();
        }

        // Still too much, so it is not asked for again in vain: the new session is opened, and the state goes on waiting.
        world.Store.SetTerms(1024, 6000);
        await world.PassUntilAsync(() => world.Log.Any(line => line.Contains("State 1 of a channel is not worth the fee of session 2", StringComparison.Ordinal)));
        world.Store.SetTerms(1024, 2500);
        await world.PassUntilAsync(() => Count(world, "backups_pending") == 0);
        IEnumerable<TowerSession> byFee = tower.Book.Sessions.Values.OrderByDescending(session => session.Terms.SweepFee);
        CollectionAssert.AreEqual(new[] { 2, 0, 1 }, byFee.Select(session => session.Updates.Count).ToArray());

        // What fits goes to the oldest session, as before.
        world.Revoke(1, Numbers(3, 1));
        await world.PassUntilAsync(() => Count(world, "backups_pending") == 0);
        Assert.AreEqual(3, byFee.First().Updates.Count);
        Assert.AreEqual(3, world.Signer.Reserved.Count);
    }

    /// <summary>The state waits at one tower, and another one whose session is cheaper has it.</summary>
    [TestMethod]
    public async Task AStateThatIsTooExpensiveAtOneTowerGoesToAnother()
    {
        await using TowerWorld world = new();
        world.Signer.FeeratePerKwMax[0] = 5000;
        world.Store.SetTerms(1, 20_000);
        Tower first = world.AddTower("first");
        world.Start();
        await TowerWorld.UntilAsync(() => world.Store.OpenSessions().Count == 1);
        world.Store.SetTerms(1, 2500);
        Tower second = world.AddTower("second");
        world.Revoke(1, Numbers(0, 1));
        await world.PassUntilAsync(() => TowerWorld.HasAll(second, 1, 0) && TowerWorld.HasAll(first, 1, 0));
        Assert.AreEqual(1, second.Book.Sessions.Count(session => session.Value.Updates.Count == 1));
        Assert.AreEqual(0, first.Book.Sessions.Values.MaxBy(session => session.Terms.SweepFee)!.Updates.Count);
    }

    [TestMethod]
    public async Task ATowerThatIsAddedLaterGetsWhatIsKept()
    {
        await using TowerWorld world = new();
        Tower first = world.AddTower("first");
        world.Start();
        world.Revoke(1, Numbers(0, 4));
        await TowerWorld.UntilAsync(() => TowerWorld.HasAll(first, 1, Numbers(0, 4)));
        Tower second = world.AddTower("second");
        await world.PassUntilAsync(() => TowerWorld.HasAll(second, 1, Numbers(0, 4)));
    }

    [TestMethod]
    public async Task AStateFromBeforeThereWereTowersIsKnownAsNotCovered()
    {
        await using TowerWorld world = new();
        world.AddTower("a");
        Assert.IsFalse(world.Store.Revoke(TowerWorld.Channel(1), 7, new byte[32]));
        world.Revoke(1, Numbers(8, 1));
        Assert.IsTrue(world.Store.Revoke(TowerWorld.Channel(1), 8, new byte[32]));
        Assert.IsFalse(world.Store.Revoke(TowerWorld.Channel(1), 7, new byte[32]));
    }

    /// <summary>The device lost its connections, and all it knows: the next ones begin anew.</summary>
    [TestMethod]
    public async Task ADeviceThatWasRestoredFromItsSeedStartsOver()
    {
        await using TowerWorld world = new();
        Tower tower = world.AddTower("a");
        world.Start();
        world.Revoke(1, Numbers(0, 2));
        await TowerWorld.UntilAsync(() => TowerWorld.HasAll(tower, 1, Numbers(0, 2)) && world.Store.OpenSessions().All(session => session.Applied == 2));
        await world.KillAsync();
        world.Signer.ForgetBook();
        world.Start();
        world.Revoke(1, Numbers(2, 1));
        await world.PassUntilAsync(() => TowerWorld.HasAll(tower, 1, Numbers(0, 3)) && tower.Book.Sessions.Count == 2);
        CollectionAssert.AreEqual(new uint[] { 1, 1, 1001 }, world.Signer.Reserved);
        Assert.IsTrue(NewestOf(tower).Count == 3, "what only the lost session had is sent again");
    }

    [TestMethod]
    public async Task ADeviceThatReboots()
    {
        await using TowerWorld world = new();
        Tower tower = world.AddTower("a");
        world.Start();
        world.Revoke(1, Numbers(0, 1));
        await TowerWorld.UntilAsync(() => world.Store.OpenSessions().SingleOrDefault()?.Applied == 1);
        world.Signer.Reboot();
        world.Revoke(1, Numbers(1, 1));
        await world.PassUntilAsync(() => TowerWorld.HasAll(tower, 1, Numbers(0, 2)));
        Assert.AreEqual(1, tower.Book.Sessions.Count);
    }

    /// <summary>A tower that takes connections and says nothing holds up no other, and no request of the node.</summary>
    [TestMethod]
    public async Task ASilentTowerHoldsUpNobody()
    {
        await using TowerWorld world = new();
        world.AddTower("silent", new TowerManners { At = (_, _) => TowerDeed.StaysSilent });
        Tower honest = world.AddTower("honest");
        world.Start();
        world.Revoke(1, Numbers(0, 3));
        await TowerWorld.UntilAsync(() => world.Net.Open > 0);
        while (!TowerWorld.HasAll(honest, 1, Numbers(0, 3)))
        {
            world.Time.PassAll();
            world.Time.LosePatience();
            await Task.Delay(5);
        }
    }

    private static IEnumerable<ulong> Numbers(ulong first, int count) => Enumerable.Range(0, count).Select(i => first + (ulong)i);

    private static long Count(TowerWorld world, string name) => world.Store.ReportStats()[name]!.GetValue<long>();

    private static List<string> NewestOf(Tower tower) =>
        [.. tower.Book.Sessions.Values.MaxBy(session => session.Updates.Count)!.Updates.Select(update => Convert.ToHexString(update.Hint))];

    private static void Forget(TowerWorld world, string sql)
    {
        using Microsoft.Data.Sqlite.SqliteConnection connection = new("Data Source=" + world.StorePath + ";Pooling=False");
        connection.Open();
        using Microsoft.Data.Sqlite.SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
