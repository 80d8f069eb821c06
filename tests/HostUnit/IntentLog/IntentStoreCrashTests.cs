using Holdfast.IntentLog;

namespace Holdfast.HostUnit.IntentLog;

/// <summary>kill -9 in the middle, and two processes that want the same log.</summary>
[TestClass]
public sealed class IntentStoreCrashTests
{
    private readonly TemporaryFolder _folder = new();

    private string Db => _folder.File("intents.db");

    [TestCleanup]
    public void RemoveFolder() => _folder.Dispose();

    [TestMethod]
    public void ASecondHolderIsRefusedUntilTheFirstIsGoneEvenByKill9()
    {
        using (CrashChildProcess child = CrashChildProcess.Start("hold", Db))
        {
            Assert.AreEqual("held", child.ReadLine());
            IntentStoreException held = Assert.ThrowsException<IntentStoreException>(() => IntentStore.Open(Db));
            Assert.AreEqual(IntentStoreFault.Held, held.Fault);
            StringAssert.Contains(held.Message, "another process holds");
            child.Kill();
        }

        using IntentStore log = RecoveredLog.Open(Db);
        Assert.AreEqual(IntentStoreFault.Held, Assert.ThrowsException<IntentStoreException>(() => IntentStore.Open(Db)).Fault);
    }

    [TestMethod]
    public void AHolderWhoseLockFileWasRemovedNoticesTheNextOneAndStops()
    {
        using IntentStore first = RecoveredLog.Open(Db);
        File.Delete(Db + ".holder");
        using IntentStore second = RecoveredLog.Open(Db);
        Assert.AreEqual(
            IntentStoreFault.Held, Assert.ThrowsException<IntentStoreException>(() => first.Begin(new Intent([1], "sign", [1]))).Fault);
        Assert.AreEqual(IntentStoreFault.Held, Assert.ThrowsException<IntentStoreException>(() => first.Pending()).Fault, "it stays stopped");
        second.Begin(new Intent([1], "sign", [2]));
        Assert.AreEqual(2, second.Pending().Single().Intent.Request[0]);
    }

    /// <summary>
    /// A child signs 120 numbers and is killed after a different line each time. Whatever the moment: what it said it had begun is there
    /// byte for byte, at most one intent is open, and no number ever reaches the signer with two contents.
    /// </summary>
    [TestMethod]
    public void KilledAnywhereNoNumberEverGetsTwoContents()
    {
        const int count = 120;
        Dictionary<int, string> begun = [];
        int round = 0;
        for (bool finished = false; !finished; round++)
        {
            using CrashChildProcess child = CrashChildProcess.Start("intents", Db, count.ToString());
            List<string> said = [];
            int killAfter = 1 + (round * 7 % 23);
            for (string? line = child.ReadLine(); line is not null; line = child.ReadLine())
            {
                said.Add(line);
                if (said.Count == killAfter)
                {
                    said.AddRange(child.Kill());
                    break;
                }
            }

            finished = said.Contains("end");
            foreach (string[] step in said.Select(line => line.Split(' ')).Where(step => step[0] == "begun" && step.Length == 3 && step[2].Length == 400))
            {
                Assert.IsTrue(begun.TryAdd(int.Parse(step[1]), step[2]), "a number is begun once");
            }

            RequireThatTheLogKnows(begun);
        }

        Assert.IsTrue(round > 5, "the child was killed often enough to mean something");
        string[] signed = File.ReadAllLines(_folder.File("intents.db.signer"));
        IGrouping<string, string>[] byNumber = signed.Distinct().GroupBy(content => content[..8]).ToArray();
        Assert.AreEqual(count, byNumber.Length);
        Assert.IsTrue(byNumber.All(group => group.Count() == 1), "one content per number");
    }

    /// <summary>A real full disk and a real read-only mount, where this machine lets a test have a mount of its own.</summary>
    [TestMethod]
    public void AFullOrReadOnlyDiskIsSaidInWordsAndNothingIsLost()
    {
        string script = """
            mount -t tmpfs -o size=1m tmpfs "$1" || exit 99
            dotnet exec "$2" intents "$1/a.db" 100000 2>&1 | grep -o 'is full:'
            mount -o remount,ro "$1"
            dotnet exec "$2" intents "$1/a.db" 100000 2>&1 | grep -o 'is mounted read-only' | head -1
            mount -o remount,rw,size=9m "$1"
            dotnet exec "$2" intents "$1/a.db" 300 | tail -1
            cut -c 1-8 "$1/a.db.signer" | uniq | wc -l
            sort -u "$1/a.db.signer" | wc -l
            """;
        string dll = Path.Combine(AppContext.BaseDirectory, "Holdfast.CrashChild.dll");
        using CrashChildProcess shell = CrashChildProcess.StartProgram("env", "unshare", "-rm", "sh", "-c", script, "sh", _folder.FullName, dll);
        List<string> said = [];
        for (string? line = shell.ReadLine(); line is not null; line = shell.ReadLine())
        {
            said.Add(line);
        }

        if (shell.WaitForExit() != 0 && said.Count == 0)
        {
            Assert.Inconclusive("this machine does not let a test mount a file system");
        }

        CollectionAssert.AreEqual(new[] { "is full:", "is mounted read-only", "end", "300", "300" }, said);
    }

    private void RequireThatTheLogKnows(Dictionary<int, string> begun)
    {
        using IntentStore log = RecoveredLog.Open(Db);
        IReadOnlyList<OpenIntent> pending = log.Pending();
        Assert.IsTrue(pending.Count <= 1);
        HashSet<string> known = log.Audit(1000).Select(closed => Convert.ToHexString(closed.Intent.Request)).ToHashSet();
        known.UnionWith(pending.Select(open => Convert.ToHexString(open.Intent.Request)));
        Assert.IsTrue(begun.Values.All(known.Contains), "Begin returned, so it is in the log");
    }
}
