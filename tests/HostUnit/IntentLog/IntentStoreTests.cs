using System.Buffers.Binary;
using Holdfast.IntentLog;
using Microsoft.Data.Sqlite;

namespace Holdfast.HostUnit.IntentLog;

[TestClass]
public sealed class IntentStoreTests : IntentStoreContract
{
    private readonly TemporaryFolder _folder = new();

    private string Db => _folder.File("intents.db");

    [TestCleanup]
    public void RemoveFolder() => _folder.Dispose();

    protected override IntentStore Open(IntentStoreOptions? options = null) => RecoveredLog.Open(Db, options);

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
