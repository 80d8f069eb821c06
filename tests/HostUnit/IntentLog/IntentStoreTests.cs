using System.Buffers.Binary;
using Holdfast.IntentLog;
using Microsoft.Data.Sqlite;

namespace Holdfast.HostUnit.IntentLog;

[TestClass]
public sealed class IntentStoreTests
{
    private readonly TemporaryFolder _folder = new();

    private string Db => _folder.File("intents.db");

    [TestCleanup]
    public void RemoveFolder() => _folder.Dispose();

    [TestMethod]
    public void WhatWasBegunIsPendingByteForByte()
    {
        Intent intent = new([1, 2], "sign", [9, 8, 7], [5]);
        long id;
        using (IntentStore log = RecoveredLog.Open(Db))
        {
            id = log.Begin(intent);
        }

        using IntentStore again = RecoveredLog.Open(Db);
        OpenIntent open = again.Pending().Single();
        Assert.AreEqual(id, open.Id);
        Assert.AreEqual("sign", open.Intent.Kind);
        CollectionAssert.AreEqual(intent.Channel, open.Intent.Channel);
        CollectionAssert.AreEqual(intent.Request, open.Intent.Request);
        CollectionAssert.AreEqual(intent.Context, open.Intent.Context);
    }

    [TestMethod]
    public void BeginIsOnDiskBeforeItReturns()
    {
        using IntentStore log = RecoveredLog.Open(Db);
        log.Begin(new Intent([1], "sign", [9]));

        // The files as they are at this moment, without the process that wrote them.
        File.Copy(Db, _folder.File("copy.db"));
        File.Copy(Db + "-wal", _folder.File("copy.db-wal"));
        using IntentStore copy = RecoveredLog.Open(_folder.File("copy.db"));
        Assert.AreEqual(9, copy.Pending().Single().Intent.Request[0]);
    }

    [TestMethod]
    public void TheSameIntentAgainIsTheSameIntent()
    {
        using IntentStore log = RecoveredLog.Open(Db);
        long first = log.Begin(new Intent([1], "sign", [9]));
        Assert.AreEqual(first, log.Begin(new Intent([1], "sign", [9])));
        Assert.AreEqual(1, log.Pending().Count);
    }

    [TestMethod]
    public void AnotherContentForTheSameChannelAndKindIsRefusedUntilTheFirstIsClosed()
    {
        using IntentStore log = RecoveredLog.Open(Db);
        long id = log.Begin(new Intent([1], "sign", [9]));
        IntentOpenException refused = Assert.ThrowsException<IntentOpenException>(() => log.Begin(new Intent([1], "sign", [8])));
        Assert.AreEqual(id, refused.Open.Id);
        CollectionAssert.AreEqual(new byte[] { 9 }, refused.Open.Intent.Request);

        log.Begin(new Intent([1], "revoke", [8]));
        log.Begin(new Intent([2], "sign", [8]));
        log.Complete(id, [1], []);
        log.Begin(new Intent([1], "sign", [8]));
        Assert.AreEqual(3, log.Pending().Count);
    }

    [TestMethod]
    public void ReplyReceiptAndReasonStandInTheAuditTrailNewestFirst()
    {
        using IntentStore log = RecoveredLog.Open(Db);
        log.Complete(log.Begin(new Intent([1], "sign", [1])), [11], Receipt(5));
        log.RecordRefusal(log.Begin(new Intent([1], "sign", [2])), "policy-commitment-fee-range");
        log.Abandon(log.Begin(new Intent([1], "sign", [3])), "force-closed");

        IReadOnlyList<ClosedIntent> trail = log.Audit(10);
        CollectionAssert.AreEqual(new byte[] { 3, 2, 1 }, trail.Select(closed => closed.Intent.Request[0]).ToArray());
        CollectionAssert.AreEqual(
            new[] { IntentOutcome.Abandoned, IntentOutcome.Refused, IntentOutcome.Completed }, trail.Select(closed => closed.Outcome).ToArray());
        Assert.AreEqual("policy-commitment-fee-range", trail[1].Note);
        CollectionAssert.AreEqual(new byte[] { 11 }, trail[2].Reply);
        CollectionAssert.AreEqual(Receipt(5), trail[2].Receipt);
    }

    [TestMethod]
    public void TheMemoryOfAChannelIsTheNewestOneThatCameWithAnAnswer()
    {
        using (IntentStore log = RecoveredLog.Open(Db))
        {
            Assert.IsNull(log.Memory([1]));
            log.Complete(log.Begin(new Intent([1], "sign", [1])), [11], Receipt(5), memory: [7, 7]);
            log.Complete(log.Begin(new Intent([2], "sign", [1])), [11], Receipt(6), memory: [8]);
            log.Complete(log.Begin(new Intent([1], "revoke", [1])), [11], Receipt(7), memory: [9]);
            log.Complete(log.Begin(new Intent([1], "sign", [2])), [11], Receipt(8));
            long id = log.Begin(new Intent([1], "sign", [3]));
            Assert.ThrowsException<ArgumentException>(() => log.Complete(id, [1], [], memory: new byte[IntentStore.MemoryBytesMax + 1]));
            Assert.AreEqual(1, log.Pending().Count);
            log.RecordRefusal(id, "policy-commitment-fee-range");
        }

        using IntentStore again = RecoveredLog.Open(Db);
        CollectionAssert.AreEqual(new byte[] { 9 }, again.Memory([1]));
        CollectionAssert.AreEqual(new byte[] { 8 }, again.Memory([2]));
        CollectionAssert.AreEquivalent(new[] { "01", "02" }, again.MemoryChannels().Select(Convert.ToHexString).ToArray());
        again.ForgetMemory([1]);
        Assert.IsNull(again.Memory([1]));
        Assert.AreEqual(1, again.MemoryChannels().Count);
        CollectionAssert.AreEqual(Receipt(8), again.LastReceipt());
    }

    [TestMethod]
    public void AnIntentIsClosedOnce()
    {
        using IntentStore log = RecoveredLog.Open(Db);
        long id = log.Begin(new Intent([1], "sign", [1]));
        log.Complete(id, [11], Receipt(5));
        Assert.ThrowsException<InvalidOperationException>(() => log.Complete(id, [12], Receipt(6)));
        Assert.ThrowsException<InvalidOperationException>(() => log.RecordRefusal(id, "tag"));
        Assert.ThrowsException<InvalidOperationException>(() => log.Abandon(99, "never begun"));
        CollectionAssert.AreEqual(Receipt(5), log.LastReceipt());
        CollectionAssert.AreEqual(new byte[] { 11 }, log.Audit(1)[0].Reply);
    }

    [TestMethod]
    public void TheLastReceiptNeverGoesBack()
    {
        using (IntentStore log = RecoveredLog.Open(Db))
        {
            Assert.IsNull(log.LastReceipt());
            long early = log.Begin(new Intent([1], "sign", [1]));
            long late = log.Begin(new Intent([2], "sign", [1]));
            log.Complete(late, [1], Receipt(7));
            log.Complete(early, [1], Receipt(6));
            log.RememberReceipt(Receipt(2));
            log.Complete(log.Begin(new Intent([3], "sign", [1])), [1], []);
        }

        using IntentStore again = RecoveredLog.Open(Db);
        CollectionAssert.AreEqual(Receipt(7), again.LastReceipt());
        again.RememberReceipt(Receipt(8));
        CollectionAssert.AreEqual(Receipt(8), again.LastReceipt());
    }

    [TestMethod]
    public void TheTrailKeepsTheLastOnesAndNeverAnOpenOne()
    {
        using IntentStore log = RecoveredLog.Open(Db, new IntentStoreOptions { AuditCount = 5 });
        log.Begin(new Intent([0], "sign", [77]));
        for (byte i = 0; i < 20; i++)
        {
            log.Complete(log.Begin(new Intent([1], "sign", [i])), [i], []);
        }

        CollectionAssert.AreEqual(new byte[] { 19, 18, 17, 16, 15 }, log.Audit(100).Select(closed => closed.Intent.Request[0]).ToArray());
        Assert.AreEqual(77, log.Pending().Single().Intent.Request[0]);
    }

    [TestMethod]
    public void TheFilesStopGrowing()
    {
        using IntentStore log = RecoveredLog.Open(Db, new IntentStoreOptions { AuditCount = 20 });
        byte[] request = new byte[2000];
        for (int i = 0; i < 3000; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(request, i);
            log.Complete(log.Begin(new Intent([1], "sign", request)), request, Receipt((ulong)i));
        }

        Assert.IsTrue(new FileInfo(Db).Length < 1 << 20, "the database holds 20 rows of 4 kB");
        Assert.IsTrue(new FileInfo(Db + "-wal").Length <= 8 << 20, "the write-ahead log is folded in as it grows");
    }

    [TestMethod]
    public void AFullLogIsSaidBeforeTheSignerIsAskedAndWhatWasBegunCanBeClosed()
    {
        using IntentStore log = RecoveredLog.Open(Db, new IntentStoreOptions { SizeBytesMax = 1 << 20 });
        byte[] large = new byte[100_000];
        byte channel = 0;
        IntentStoreException full = Assert.ThrowsException<IntentStoreException>(() =>
        {
            for (; channel < 100; channel++)
            {
                log.Begin(new Intent([channel], "sign", large));
            }
        });
        Assert.AreEqual(IntentStoreFault.DiskFull, full.Fault);
        StringAssert.Contains(full.Message, "is full");
        Assert.AreEqual(channel, log.Pending().Count, "what returned is there, what threw is not");

        foreach (OpenIntent open in log.Pending())
        {
            log.Complete(open.Id, new byte[1000], Receipt(1)); // what was begun can always be closed
        }
    }

    [TestMethod]
    public void ClosingMakesRoomAgain()
    {
        using IntentStore log = RecoveredLog.Open(Db, new IntentStoreOptions { SizeBytesMax = 1 << 20, AuditCount = 2 });
        for (byte i = 0; i < 100; i++)
        {
            log.Complete(log.Begin(new Intent([1], "sign", new byte[100_000])), [i], []);
        }

        Assert.AreEqual(99, log.Audit(1)[0].Reply[0]);
    }

    [TestMethod]
    [DataRow(5, IntentStoreFault.Busy)]
    [DataRow(8, IntentStoreFault.ReadOnly)]
    [DataRow(10, IntentStoreFault.DiskError)]
    [DataRow(11, IntentStoreFault.Damaged)]
    [DataRow(13, IntentStoreFault.DiskFull)]
    [DataRow(14, IntentStoreFault.Unavailable)]
    [DataRow(26, IntentStoreFault.Foreign)]
    public void EverySqliteCodeBecomesAFaultThatSaysWhatToDo(int code, IntentStoreFault fault)
    {
        IntentStoreException error = IntentStoreException.From(new SqliteException("message", code), Schema.Form, "x.db");
        Assert.AreEqual(fault, error.Fault);
        StringAssert.StartsWith(error.Message, "the intent log x.db ");
    }

    [TestMethod]
    public void AfterADiskErrorTheFileIsOpenedAndReadAnew()
    {
        using IntentStore log = RecoveredLog.Open(Db);
        long id = log.Begin(new Intent([1], "sign", [9]));
        log.FailAsByDisk();
        Assert.AreEqual(id, log.Begin(new Intent([1], "sign", [9]), out bool wasOpen), "what was written survived");
        Assert.IsTrue(wasOpen);
        log.Complete(id, [1], []);
        Assert.AreEqual(0, log.Pending().Count);
        Assert.AreEqual(IntentStoreFault.Held, FaultAtOpen(Db), "the lock stayed with its first holder");
    }

    [TestMethod]
    public void ALogThatOthersMayReadIsRefused()
    {
        IntentStore.Open(Db).Dispose();
        TemporaryFolder.SetMode(Db, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        Assert.AreEqual(IntentStoreFault.Unavailable, FaultAtOpen(Db));
        TemporaryFolder.SetMode(Db, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        IntentStore.Open(Db).Dispose();
    }

    [TestMethod]
    public void ADirectoryThatIsMissingOrCannotBeWrittenIsSaidAtOpen()
    {
        Assert.AreEqual(IntentStoreFault.Unavailable, FaultAtOpen(_folder.File("missing/intents.db")));
        if (OperatingSystem.IsLinux())
        {
            IntentStoreFault fault = FaultAtOpen("/proc/intents.db"); // nobody can create files here, not even root
            Assert.IsTrue(fault is IntentStoreFault.ReadOnly or IntentStoreFault.Unavailable);
        }
    }

    [TestMethod]
    public void AForeignOrCutFileIsRefusedAndLeftAlone()
    {
        string text = _folder.File("text.db");
        File.WriteAllText(text, new string('x', 5000));
        Assert.AreEqual(IntentStoreFault.Foreign, FaultAtOpen(text));
        Assert.AreEqual(new string('x', 5000), File.ReadAllText(text));

        string other = _folder.File("other.db");
        Sql(other, "CREATE TABLE wallet (x)");
        Assert.AreEqual(IntentStoreFault.Foreign, FaultAtOpen(other));

        IntentStore.Open(Db).Dispose();
        Sql(Db, "PRAGMA user_version = 3");
        Assert.AreEqual(IntentStoreFault.Foreign, FaultAtOpen(Db));
    }

    [TestMethod]
    public void AnIntentLogOfTheFirstVersionIsBroughtUpToDate()
    {
        using (IntentStore log = RecoveredLog.Open(Db))
        {
            log.Complete(log.Begin(new Intent([1], "sign", [9])), [7], [0, 0, 0, 0, 0, 0, 0, 5]);
        }

        Sql(Db, "ALTER TABLE intent RENAME COLUMN receipt TO anchor; UPDATE state SET name = 'anchor' WHERE name = 'receipt'; PRAGMA user_version = 1");
        using IntentStore again = RecoveredLog.Open(Db);
        CollectionAssert.AreEqual(new byte[] { 0, 0, 0, 0, 0, 0, 0, 5 }, again.LastReceipt());
        CollectionAssert.AreEqual(new byte[] { 0, 0, 0, 0, 0, 0, 0, 5 }, again.Audit(1).Single().Receipt);
    }

    [TestMethod]
    public void ARequestThatRottedIsNeverRepeated()
    {
        using (IntentStore log = RecoveredLog.Open(Db))
        {
            log.Begin(new Intent([1], "sign", [9]));
        }

        Sql(Db, "UPDATE intent SET request = x'08'");
        using IntentStore again = IntentStore.Open(Db);
        Assert.AreEqual(IntentStoreFault.Damaged, Assert.ThrowsException<IntentStoreException>(() => again.Pending()).Fault);
        Assert.ThrowsException<IntentStoreException>(() => again.Recover(_ => throw new AssertFailedException("asked again")));
    }

    [TestMethod]
    public void ADamagedPageIsFoundAtOpen()
    {
        using (IntentStore log = RecoveredLog.Open(Db))
        {
            for (byte i = 0; i < 50; i++)
            {
                log.Begin(new Intent([i], "sign", new byte[3000]));
            }
        }

        byte[] bytes = File.ReadAllBytes(Db);
        Array.Fill(bytes, (byte)0xA5, 4096, bytes.Length - 4096);
        File.WriteAllBytes(Db, bytes);
        Assert.AreEqual(IntentStoreFault.Damaged, FaultAtOpen(Db));
    }

    [TestMethod]
    public void OnlyItsOwnerCanReadIt()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using IntentStore log = RecoveredLog.Open(Db);
        log.Begin(new Intent([1], "sign", [9]));
        foreach (string file in new[] { Db, Db + "-wal", Db + ".holder" })
        {
            Assert.AreEqual(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file), file);
        }
    }

    [TestMethod]
    public void LimitsOfAnIntentAreKept()
    {
        Assert.ThrowsException<ArgumentException>(() => new Intent([], "sign", []));
        Assert.ThrowsException<ArgumentException>(() => new Intent(new byte[129], "sign", []));
        Assert.ThrowsException<ArgumentException>(() => new Intent([1], string.Empty, []));
        Assert.ThrowsException<ArgumentException>(() => new Intent([1], new string('k', 65), []));
        Assert.ThrowsException<ArgumentException>(() => new Intent([1], "sign", new byte[(1 << 20) + 1]));
        Assert.ThrowsException<ArgumentException>(() => new Intent([1], "sign", [], new byte[65537]));
        using IntentStore log = RecoveredLog.Open(Db);
        long id = log.Begin(new Intent(new byte[128], new string('k', 64), new byte[1 << 20], new byte[65536]));
        Assert.ThrowsException<ArgumentException>(() => log.Complete(id, [], new byte[7]));
        Assert.AreEqual(1, log.Pending().Count);
    }

    [TestMethod]
    public void ADoctorCanLookWhileSomebodyHoldsIt()
    {
        using IntentStore log = RecoveredLog.Open(Db);
        log.Complete(log.Begin(new Intent([1], "sign", [1])), [11], Receipt(5));
        log.Begin(new Intent([1], "sign", [2]));
        IntentView view = IntentView.Read(Db);
        Assert.AreEqual(2, view.Pending.Single().Intent.Request[0]);
        Assert.AreEqual(1, view.Audit.Single().Intent.Request[0]);
        CollectionAssert.AreEqual(Receipt(5), view.LastReceipt);
        Assert.AreEqual(
            IntentStoreFault.Unavailable, Assert.ThrowsException<IntentStoreException>(() => IntentView.Read(_folder.File("none.db"))).Fault);
    }

    private static byte[] Receipt(ulong sequence)
    {
        byte[] receipt = new byte[24];
        BinaryPrimitives.WriteUInt64BigEndian(receipt, sequence);
        return receipt;
    }

    private static IntentStoreFault FaultAtOpen(string path) =>
        Assert.ThrowsException<IntentStoreException>(() => IntentStore.Open(path).Dispose()).Fault;

    private static void Sql(string path, string sql)
    {
        using SqliteConnection connection = new("Pooling=False;Data Source=" + path);
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
