using Holdfast.IntentLog;
using Holdfast.PostgresLog;

namespace Holdfast.HostUnit.IntentLog;

/// <summary>The promises of the log, kept by a real PostgreSQL server; and what only a server, or somebody on another host, can do to it.</summary>
[TestClass]
public sealed class PostgresTests : IntentStoreContract
{
    private static PostgresServer? s_server;

    private string? _database;

    private static PostgresServer Server => s_server ??= PostgresServer.Start();

    private string Database => _database ??= Server.NewDatabase();

    private string Address => Server.Address(Database);

    [ClassCleanup(ClassCleanupBehavior.EndOfClass)]
    public static void EndServer() => s_server?.Dispose();

    [TestMethod]
    public void TheSecondHolderIsToldWhoHoldsTheLogAndGetsItWhenTheFirstIsKilled()
    {
        using (CrashChildProcess child = CrashChildProcess.Start("hold", Address))
        {
            Assert.AreEqual("held", child.ReadLine());
            IntentStoreException held = Assert.ThrowsException<IntentStoreException>(() => IntentStore.Open(PostgresPlace.Parse(Address)));
            Assert.AreEqual(IntentStoreFault.Held, held.Fault);
            StringAssert.Contains(held.Message, "holdfast on " + new string([.. Environment.MachineName.Take(30)]) + ", process ");
            StringAssert.Contains(held.Message, "since 2");
            child.Kill();
        }

        Open().Dispose();
    }

    /// <summary>The first holder's connection is cut, and another host takes over. The first one writes nothing more, whatever it tries.</summary>
    [TestMethod]
    public void AHolderThatLostItsConnectionWritesNothingAfterSomebodyTookOver()
    {
        using IntentStore first = Open();
        long id = first.Begin(new Intent([1], "sign", [1]));
        Cut();
        using IntentStore second = Open();
        Assert.IsTrue(second.Fence > first.Fence);
        Assert.AreEqual(1, second.Pending().Single().Intent.Request[0]);
        foreach (Action attempt in new Action[]
        {
            () => first.Begin(new Intent([2], "sign", [2])), () => first.Complete(id, [1], []), first.RequireHolder, () => first.Pending(), () => first.LastReceipt(),
        })
        {
            Assert.AreEqual(IntentStoreFault.Held, Fault(attempt));
        }

        second.Dispose();
        Assert.AreEqual(IntentStoreFault.Held, Fault(() => first.Begin(new Intent([2], "sign", [2]))), "also when the lock is free again");
        using IntentStore third = Open();
        Assert.AreEqual(1, third.Pending().Count);
    }

    [TestMethod]
    public void AHolderThatLostItsConnectionGoesOnWhenNobodyTookOver()
    {
        using IntentStore log = Open();
        long id = log.Begin(new Intent([1], "sign", [1]));
        Cut();
        log.Complete(id, [7], Receipt(3));
        Cut();
        CollectionAssert.AreEqual(Receipt(3), log.LastReceipt());
        Cut();
        log.RequireHolder();
        Assert.AreEqual(1, log.Audit(10).Count);
    }

    /// <summary>The lock of the older holder is still there, because the server has not seen that its connection is gone.</summary>
    [TestMethod]
    public void AHolderEndsItsOwnConnectionThatTheServerStillBelievesIn()
    {
        using PostgresDatabase database = OpenDatabase();
        using IntentStore log = Recovered(database);
        database.ForgetConnection();
        log.Begin(new Intent([1], "sign", [1]));
        Assert.AreEqual(1, log.Pending().Count);
    }

    /// <summary>The connection is lost with the COMMIT under way. The server has it or has it not; in both cases it is there once, and Begin returned.</summary>
    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void AnOutcomeThatNobodyKnowsIsRead(bool isCommitted)
    {
        using PostgresDatabase database = OpenDatabase();
        using IntentStore log = Recovered(database);
        Lose(database, isCommitted, then: null);
        long id = log.Begin(new Intent([1], "sign", [1]), out bool wasOpen);
        Assert.IsFalse(wasOpen);
        Assert.AreEqual(id, log.Pending().Single().Id);

        Lose(database, isCommitted, then: null);
        log.Complete(id, [7], Receipt(3));
        Assert.AreEqual(0, log.Pending().Count);
        Assert.AreEqual(1, log.Audit(10).Count);
    }

    [TestMethod]
    public void AnOutcomeThatNobodyKnowsBelongsToWhoeverTookOver()
    {
        using PostgresDatabase database = OpenDatabase();
        using IntentStore log = Recovered(database);
        IntentStore? second = null;
        Lose(database, isCommitted: true, then: () => second = Open());
        Assert.AreEqual(IntentStoreFault.Held, Fault(() => log.Begin(new Intent([1], "sign", [1]))));
        Assert.AreEqual(1, second!.Pending().Single().Intent.Request[0], "it may be asked again, and only by the new holder");
        second.Dispose();
    }

    [TestMethod]
    public void WhileTheServerIsAwayNothingIsPromisedAndAfterwardsItIsKnown()
    {
        using PostgresServer own = PostgresServer.Start();
        PostgresPlace place = PostgresPlace.Parse(own.Address(own.NewDatabase()));
        using PostgresDatabase database = (PostgresDatabase)place.Open(Schema.Form, new IntentStoreOptions());
        database.PatienceMax = TimeSpan.Zero;
        using IntentStore log = Recovered(database);
        database.Committing = link =>
        {
            database.Committing = null;
            link.Statements.Run("COMMIT");
            own.Kill();
        };
        Assert.AreEqual(IntentStoreFault.DiskError, Fault(() => log.Begin(new Intent([1], "sign", [1]))), "not known, so the signer is not asked");
        Assert.AreEqual(IntentStoreFault.DiskError, Fault(log.RequireHolder));
        own.StartAgain();
        long id = log.Begin(new Intent([1], "sign", [1]), out bool wasOpen);
        Assert.IsTrue(wasOpen, "it was stored after all");
        log.Complete(id, [7], []);
    }

    /// <summary>As after a failover to a standby that did not have everything.</summary>
    [TestMethod]
    public void AServerThatForgotWhatItAcknowledgedIsNoticed()
    {
        using IntentStore log = Open();
        log.Begin(new Intent([1], "sign", [1]));
        Sql("UPDATE holdfast_intents.holder SET changes = changes - 1; DELETE FROM holdfast_intents.intent");
        Cut();
        IntentStoreException lost = Assert.ThrowsException<IntentStoreException>(() => log.Begin(new Intent([1], "sign", [2])));
        Assert.AreEqual(IntentStoreFault.Damaged, lost.Fault);
        StringAssert.Contains(lost.Message, "has lost 1 transactions");
        Assert.AreEqual(IntentStoreFault.Damaged, Fault(log.RequireHolder), "until somebody looked at it and started anew");
    }

    [TestMethod]
    [DataRow("fsync = off", "fsync is off")]
    [DataRow("full_page_writes = off", "full_page_writes is off")]
    public void AServerThatLosesWhatItHasCommittedIsRefused(string settings, string sentence)
    {
        using PostgresServer own = PostgresServer.Start(settings);
        IntentStoreException refused = Assert.ThrowsException<IntentStoreException>(() => IntentStore.Open(PostgresPlace.Parse(own.Address("postgres"))));
        Assert.AreEqual(IntentStoreFault.Unavailable, refused.Fault);
        StringAssert.Contains(refused.Message, sentence);
    }

    [TestMethod]
    public void SettingsThatChangeWhileItRunsAreNoticedAtTheNextIntent()
    {
        using PostgresServer own = PostgresServer.Start();
        string address = own.Address(own.NewDatabase());
        using IntentStore log = Open(address);
        log.Begin(new Intent([1], "sign", [1]));
        own.Scalar("ALTER SYSTEM SET fsync = off");
        own.Scalar("SELECT pg_reload_conf()");
        Assert.IsTrue(Patience.Until(() => Fault(() => log.Begin(new Intent([1], "sign", [1]))) == IntentStoreFault.Unavailable));
        own.Scalar("ALTER SYSTEM RESET fsync");
        own.Scalar("SELECT pg_reload_conf()");
        Assert.IsTrue(Patience.Until(() => Fault(() => log.Begin(new Intent([1], "sign", [1]))) == null));
    }

    /// <summary>The defaults of server, database and role may be off; the log's connection is not.</summary>
    [TestMethod]
    public void TheLogsOwnConnectionIsSynchronous()
    {
        using PostgresServer own = PostgresServer.Start("synchronous_commit = off");
        string database = own.NewDatabase();
        own.Scalar($"ALTER DATABASE {database} SET synchronous_commit = local");
        own.Scalar("ALTER ROLE holdfast SET synchronous_commit = off");
        using PostgresDatabase log = OpenDatabase(own.Address(database));
        Assert.AreEqual("on", log.Read(statements => statements.Scalar("SHOW synchronous_commit")));
        Assert.AreEqual("off", own.Scalar("SHOW synchronous_commit", database));
    }

    /// <summary>A server that is told to stop waiting for its synchronous standby says COMMIT all the same, with a warning.</summary>
    [TestMethod]
    public void ACommitThatItsStandbyNeverSawIsNotTakenForDone()
    {
        const string waiting = "SELECT coalesce(max(pid), 0) FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND application_name LIKE 'holdfast on %'";
        using PostgresServer own = PostgresServer.Start();
        using IntentStore log = Open(own.Address(own.NewDatabase()));
        own.Scalar("ALTER SYSTEM SET synchronous_standby_names = 'nobody'");
        own.Scalar("SELECT pg_reload_conf()");
        Assert.IsTrue(Patience.Until(() => own.Scalar("SHOW synchronous_standby_names") is "nobody"));
        Task<long> begun = Task.Run(() => log.Begin(new Intent([1], "sign", [1])));
        int first = 0;
        Assert.IsTrue(Patience.Until(() => (first = (int)own.Scalar(waiting)!) != 0));
        own.Scalar($"SELECT pg_cancel_backend({first})");
        Assert.IsTrue(Patience.Until(() => (int)own.Scalar(waiting)! is int next && next != 0 && next != first), "the next connection waits for the standby as well");
        Assert.IsFalse(begun.IsCompleted);
        own.Scalar("ALTER SYSTEM RESET synchronous_standby_names");
        own.Scalar("SELECT pg_reload_conf()");
        Assert.AreEqual(begun.Result, log.Pending().Single().Id);
    }

    [TestMethod]
    public void AFullLogIsSaidBeforeTheSignerIsAsked()
    {
        using IntentStore log = Open(new IntentStoreOptions { SizeBytesMax = 1 << 20 });
        byte[] large = new byte[400_000];
        Random.Shared.NextBytes(large);
        IntentStoreFault? fault = null;
        for (byte i = 0; i < 20 && fault == null; i++)
        {
            fault = Fault(() => log.Begin(new Intent([i], "sign", large)));
        }

        Assert.AreEqual(IntentStoreFault.DiskFull, fault);
        log.Complete(log.Pending()[0].Id, [1], []);
    }

    [TestMethod]
    [DataRow("UPDATE holdfast_intents.holder SET version = 99", IntentStoreFault.Foreign, "has version 99, known is 2")]
    [DataRow("UPDATE holdfast_intents.holder SET form = 99", IntentStoreFault.Foreign, "is no intent log")]
    [DataRow("DROP TABLE holdfast_intents.holder", IntentStoreFault.Foreign, "tables of that name with another content")]
    [DataRow("ALTER TABLE holdfast_intents.intent SET UNLOGGED", IntentStoreFault.Unavailable, "is unlogged")]
    [DataRow("GRANT USAGE ON SCHEMA holdfast_intents TO PUBLIC", IntentStoreFault.Unavailable, "REVOKE ALL ON SCHEMA holdfast_intents FROM PUBLIC")]
    public void TablesThatAreNotAsTheyWereMadeAreRefused(string change, IntentStoreFault fault, string sentence)
    {
        Open().Dispose();
        Sql(change);
        IntentStoreException refused = Assert.ThrowsException<IntentStoreException>(() => OpenDatabase().Dispose());
        Assert.AreEqual(fault, refused.Fault);
        StringAssert.Contains(refused.Message, sentence);
    }

    [TestMethod]
    public void ARequestThatRottedIsNeverRepeated()
    {
        using (IntentStore log = Open())
        {
            log.Begin(new Intent([1], "sign", [9]));
        }

        Sql("UPDATE holdfast_intents.intent SET request = '\\x08'");
        using PostgresDatabase database = OpenDatabase();
        using IntentStore again = new(database, new IntentStoreOptions());
        Assert.AreEqual(IntentStoreFault.Damaged, Fault(() => again.Recover(_ => throw new AssertFailedException("asked again"))));
    }

    [TestMethod]
    public void ADoctorCanLookWhileSomebodyHoldsIt()
    {
        using IntentStore log = Open();
        log.Complete(log.Begin(new Intent([1], "sign", [1])), [11], Receipt(5));
        log.Begin(new Intent([1], "sign", [2]));
        IntentView view = IntentView.Read(PostgresPlace.Parse(Address));
        Assert.AreEqual(2, view.Pending.Single().Intent.Request[0]);
        Assert.AreEqual(1, view.Audit.Single().Intent.Request[0]);
        CollectionAssert.AreEqual(Receipt(5), view.LastReceipt);
        Assert.AreEqual(IntentStoreFault.Foreign, Fault(() => IntentView.Read(PostgresPlace.Parse(Server.Address("postgres")))), "nothing is created by looking");
    }

    /// <summary>A node that goes over to PostgreSQL takes with it what was asked, answered, and given to be kept.</summary>
    [TestMethod]
    public void WhatWasInTheFileIsMovedOnce()
    {
        using TemporaryFolder folder = new();
        string file = folder.File("intents.db");
        long open;
        using (IntentStore before = RecoveredLog.Open(file))
        {
            before.Complete(before.Begin(new Intent([1], "sign", [1])), [11], Receipt(5), note: "noted", memory: [7, 7]);
            before.RecordRefusal(before.Begin(new Intent([1], "sign", [2])), "policy");
            open = before.Begin(new Intent([1], "sign", [3], [4]));
            Assert.AreEqual(IntentStoreFault.Held, Fault(() => IntentStore.Open(PostgresPlace.Parse(Address, file))), "the file is still in use");
        }

        using (IntentStore log = IntentStore.Open(PostgresPlace.Parse(Address, file)))
        {
            log.Recover(_ => Recovery.LeftOpen);
            Assert.AreEqual(open, log.Begin(new Intent([1], "sign", [3], [4]), out bool wasOpen));
            Assert.IsTrue(wasOpen);
            CollectionAssert.AreEqual(new byte[] { 7, 7 }, log.Memory([1]));
            CollectionAssert.AreEqual(Receipt(5), log.LastReceipt());
            Assert.AreEqual("policy noted", string.Join(' ', log.Audit(9).Select(closed => closed.Note)));
            Assert.IsTrue(log.Begin(new Intent([2], "sign", [1])) > open);
        }

        Assert.IsFalse(File.Exists(file));
        IntentStore.Open(PostgresPlace.Parse(Address, file)).Dispose();
        File.Move(file + FileMove.MovedSuffix, file);
        StringAssert.Contains(Failure(() => IntentStore.Open(PostgresPlace.Parse(Address, file)))?.Message, "rename the file if it is the older one");
    }

    [TestMethod]
    public void APasswordComesFromItsFileAndIsInNoSentence()
    {
        using PostgresServer own = PostgresServer.Start(method: "trust");
        own.Scalar("CREATE ROLE node LOGIN PASSWORD 'hush-right'");
        own.Scalar("CREATE DATABASE logs OWNER node");
        own.RequirePasswords();
        string passfile = Path.Combine(own.Folder, "passwords");
        string address = own.Address("logs").Replace("holdfast@", "node@", StringComparison.Ordinal) + "&passfile=" + Uri.EscapeDataString(passfile);
        foreach ((string password, IntentStoreFault? fault) in new (string, IntentStoreFault?)[] { ("hush-wrong", IntentStoreFault.Unavailable), ("hush-right", null) })
        {
            File.WriteAllText(passfile, $"*:*:logs:node:{password}\n");
            TemporaryFolder.SetMode(passfile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            IntentStoreException? failed = Failure(() => IntentStore.Open(PostgresPlace.Parse(address)).Dispose());
            Assert.AreEqual(fault, failed?.Fault);
            Assert.IsFalse(failed?.ToString().Contains("hush", StringComparison.Ordinal) ?? false);
        }

        TemporaryFolder.SetMode(passfile, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        StringAssert.Contains(Assert.ThrowsException<FormatException>(() => PostgresPlace.Parse(address)).Message, "chmod 600");
    }

    /// <summary>
    /// A child signs many numbers. The server and the child are killed in turn, after a different line each time; the child lives through the death of the server. What the
    /// child said it had begun is there byte for byte, and no number ever reaches the signer with two contents. HOLDFAST_POSTGRES_SIGNS raises the number (nightly: 10,000).
    /// </summary>
    [TestMethod]
    public void TheServerAndTheHolderAreKilledAndNothingIsLost()
    {
        int count = int.Parse(Environment.GetEnvironmentVariable("HOLDFAST_POSTGRES_SIGNS") ?? "300");
        int apart = 120 + (count / 20);
        using PostgresServer own = PostgresServer.Start();
        using TemporaryFolder folder = new();
        string address = own.Address(own.NewDatabase());
        string signer = folder.File("signer");
        Dictionary<int, string> begun = [];
        int kills = 0;
        for (bool isFinished = false; !isFinished;)
        {
            using CrashChildProcess child = CrashChildProcess.Start("intents", address, signer, count.ToString());
            List<string> said = [];
            int killServerAfter = 20 + (kills * 37 % apart);
            int killChildAfter = killServerAfter + 30 + (kills * 53 % apart);
            for (string? line = child.ReadLine(); line is not null; line = child.ReadLine())
            {
                said.Add(line);
                if (said.Count == killServerAfter)
                {
                    own.Kill();
                    own.StartAgain();
                    kills++;
                }
                else if (said.Count == killChildAfter)
                {
                    said.AddRange(child.Kill());
                    kills++;
                    break;
                }
            }

            isFinished = said.Contains("end");
            Assert.IsTrue(isFinished || said.Count >= killChildAfter, "the child lives through the death of the server: " + said.LastOrDefault());
            foreach (string[] step in said.Select(line => line.Split(' ')).Where(step => step[0] == "begun" && step.Length == 3 && step[2].Length == 400))
            {
                Assert.IsTrue(begun.TryAdd(int.Parse(step[1]), step[2]), "a number is begun once");
            }

            using IntentStore log = Open(address, new IntentStoreOptions { AuditCount = count });
            IReadOnlyList<OpenIntent> pending = log.Pending();
            Assert.IsTrue(pending.Count <= 1);
            HashSet<string> known =
            [
                .. log.Audit(count).Select(closed => Convert.ToHexString(closed.Intent.Request)),
                .. pending.Select(open => Convert.ToHexString(open.Intent.Request)),
            ];
            Assert.IsTrue(begun.Values.TakeLast(900).All(known.Contains), "Begin returned, so it is in the log");
        }

        IGrouping<string, string>[] byNumber = [.. File.ReadAllLines(signer).Distinct().GroupBy(content => content[..8])];
        Assert.AreEqual(count, byNumber.Length);
        Assert.IsTrue(byNumber.All(group => group.Count() == 1), "one content per number");
        Console.WriteLine($"{count} signs, {kills} kills of the server and of the holder");
    }

    /// <summary>A holder that was killed keeps its lock until the server sees the end of its connection.</summary>
    protected override IntentStore Open(IntentStoreOptions? options = null) => Open(Address, options);

    private static IntentStore Open(string address, IntentStoreOptions? options = null)
    {
        IntentStore? log = null;
        Assert.IsTrue(Patience.Until(() => Failure(() => log = IntentStore.Open(PostgresPlace.Parse(address), options))?.Fault != IntentStoreFault.Held));
        log!.Recover(_ => Recovery.LeftOpen);
        return log;
    }

    private PostgresDatabase OpenDatabase(string? address = null)
    {
        PostgresDatabase? database = null;
        IntentStoreException? failed = null;
        PostgresPlace place = PostgresPlace.Parse(address ?? Address);
        Assert.IsTrue(Patience.Until(() =>
            (failed = Failure(() => database = (PostgresDatabase)place.Open(Schema.Form, new IntentStoreOptions())))?.Fault != IntentStoreFault.Held));
        return database ?? throw failed!;
    }

    private static IntentStore Recovered(PostgresDatabase database)
    {
        IntentStore log = new(database, new IntentStoreOptions());
        log.Recover(_ => Recovery.LeftOpen);
        return log;
    }

    /// <summary>The connection ends with the next COMMIT, right after the server carried it out, or right before.</summary>
    private void Lose(PostgresDatabase database, bool isCommitted, Action? then) => database.Committing = link =>
    {
        database.Committing = null;
        if (isCommitted)
        {
            link.Statements.Run("COMMIT");
        }

        Cut();
        then?.Invoke();
    };

    private void Cut() => Sql("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name LIKE 'holdfast on %' AND datname = current_database()");

    private void Sql(string sql) => Server.Scalar(sql, Database);

    private static IntentStoreFault? Fault(Action act) => Failure(act)?.Fault;

    private static IntentStoreException? Failure(Action act)
    {
        try
        {
            act();
            return null;
        }
        catch (IntentStoreException failed)
        {
            return failed;
        }
    }
}
