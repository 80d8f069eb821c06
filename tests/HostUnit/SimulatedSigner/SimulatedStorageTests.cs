using Holdfast.Bytes;
using Holdfast.Hardware;
using Holdfast.SimulatedSigner;

namespace Holdfast.HostUnit.SimulatedSigner;

/// <summary>The simulated flash keeps and breaks exactly what the real one does.</summary>
[TestClass]
public class SimulatedStorageTests
{
    [TestMethod]
    public void FilesNeedTheirDirectoryAndComeBack()
    {
        SimulatedStorage storage = new();
        Assert.ThrowsException<StorageException>(() => storage.Write("d/f", [1]));
        storage.MakeDirectory("d");
        storage.MakeDirectory("d");
        Assert.IsNull(storage.Read("d/f"));
        storage.Write("d/f", [1, 2]);
        CollectionAssert.AreEqual(new byte[] { 1, 2 }, storage.Read("d/f"));
        storage.Write("d/f", [3]);
        CollectionAssert.AreEqual(new byte[] { 3 }, storage.Read("d/f"));
        storage.Delete("d/f");
        storage.Delete("d/f");
        Assert.IsNull(storage.Read("d/f"));
    }

    [TestMethod]
    public void ReplacingIsThreeStepsAndOnlyTheCloseCounts()
    {
        SimulatedStorage start = new();
        start.Write("f", [1]);
        List<StorageOperation> trace = [];
        SimulatedStorage traced = start.Fork();
        traced.Trace = trace;
        traced.Write("f", [2]);
        CollectionAssert.AreEqual(
            new[] { StorageStep.OpenExisting, StorageStep.WriteExisting, StorageStep.CloseExisting },
            trace.Select(operation => operation.Step).ToArray());

        RequireAfterCut(start, 0, StorageOutcome.Old, [1]);
        RequireAfterCut(start, 1, StorageOutcome.Old, [1]);
        RequireAfterCut(start, 2, StorageOutcome.Old, [1]);
        RequireAfterCut(start, 2, StorageOutcome.New, [2]);
        SimulatedStorage impossible = start.Fork();
        impossible.CutPowerAt(2, StorageOutcome.Empty);
        Assert.ThrowsException<ArgumentException>(() => impossible.Write("f", [2]), "an existing file is never left empty");
    }

    [TestMethod]
    public void ANewFileIsEmptyFirst()
    {
        SimulatedStorage start = new();
        RequireAfterCut(start, 0, StorageOutcome.Missing, null);
        RequireAfterCut(start, 0, StorageOutcome.Empty, []);
        RequireAfterCut(start, 1, StorageOutcome.Empty, []);
        RequireAfterCut(start, 2, StorageOutcome.Empty, []);
        RequireAfterCut(start, 2, StorageOutcome.New, [2]);
    }

    [TestMethod]
    public void ReadingIsAnOperationThatCanBeCut()
    {
        SimulatedStorage storage = new();
        storage.Write("f", [1]);
        storage.CutPowerAt(storage.OperationCount, StorageOutcome.Old);
        Assert.ThrowsException<PowerCutException>(() => storage.Read("f"));
        Assert.IsFalse(storage.IsPowered);
        Assert.ThrowsException<PowerCutException>(() => storage.Write("f", [2]));
        storage.PowerOn();
        CollectionAssert.AreEqual(new byte[] { 1 }, storage.Read("f"));
    }

    [TestMethod]
    public void AFailedCloseKeepsTheFileStuckUntilTheNextBoot()
    {
        SimulatedStorage storage = new();
        storage.Write("f", [1]);
        storage.FailAt(storage.OperationCount + 2, StorageOutcome.New);
        Assert.ThrowsException<StorageException>(() => storage.Write("f", [2]));
        Assert.ThrowsException<StorageException>(() => storage.Write("f", [3]));
        storage.Write("g", [4]);
        storage.CutPower();
        storage.PowerOn();
        CollectionAssert.AreEqual(new byte[] { 2 }, storage.Read("f"), "failed, and yet it had happened");
    }

    [TestMethod]
    public void BlocksRunOut()
    {
        SimulatedStorage storage = new(blockCount: 6);
        storage.MakeDirectory("a");
        storage.MakeDirectory("b");
        Assert.ThrowsException<StorageException>(() => storage.MakeDirectory("c"));
        storage.Write("a/small", new byte[512]);
        Assert.ThrowsException<StorageException>(() => storage.Write("a/large", new byte[513]));
        Assert.ThrowsException<StorageException>(() => storage.Write("a/small", new byte[513]));
        Assert.AreEqual(512, storage.Read("a/small").Length);
    }

    [TestMethod]
    public void AnImageFileKeepsTheVolumeBetweenRuns()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("flash.img");
        SimulatedStorage first = SimulatedStorage.OnFile(path);
        first.MakeDirectory("d");
        first.Write("d/f", [1, 2, 3]);

        SimulatedStorage second = SimulatedStorage.OnFile(path);
        CollectionAssert.AreEqual(new byte[] { 1, 2, 3 }, second.Read("d/f"));
        byte[] old = second.TakeImage();
        second.Write("d/f", [4]);
        CollectionAssert.AreEqual(new byte[] { 4 }, SimulatedStorage.OnFile(path).Read("d/f"));
        second.RestoreImage(old);
        CollectionAssert.AreEqual(new byte[] { 1, 2, 3 }, SimulatedStorage.OnFile(path).Read("d/f"));
        Assert.AreEqual(1, Directory.GetFiles(folder.FullName).Length, "nothing is left lying about");
    }

    [TestMethod]
    public void AWriteThatWasCutIsNotInTheImageFileAndNothingElseIsLost()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("flash.img");
        SimulatedStorage storage = SimulatedStorage.OnFile(path);
        storage.MakeDirectory("d");
        storage.Write("d/f", [1, 2, 3]);
        byte[] before = storage.TakeImage();
        int length = (int)new FileInfo(path).Length;
        storage.Write("d/f", [4, 5]);
        byte[] whole = File.ReadAllBytes(path);
        Assert.IsTrue(whole.Length > length);
        for (int cut = length; cut < whole.Length; cut++)
        {
            File.WriteAllBytes(path, whole[..cut]);
            SimulatedStorage again = SimulatedStorage.OnFile(path);
            CollectionAssert.AreEqual(before, again.TakeImage(), $"cut after {cut} bytes");
            again.Write("d/g", [6]);
            CollectionAssert.AreEqual(again.TakeImage(), SimulatedStorage.OnFile(path).TakeImage(), $"written after a cut after {cut} bytes");
        }
    }

    [TestMethod]
    public void AnImageFileStaysSmallOverManyWrites()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("flash.img");
        SimulatedStorage storage = SimulatedStorage.OnFile(path);
        storage.MakeDirectory("d");
        for (int i = 0; i < 1000; i++)
        {
            storage.Write("d/f" + (i % 3), [.. Enumerable.Repeat((byte)i, 400)]);
            if (i % 100 == 0)
            {
                storage.Delete("d/f" + (i % 3));
            }
        }

        Assert.IsTrue(new FileInfo(path).Length < 140_000);
        CollectionAssert.AreEqual(storage.TakeImage(), SimulatedStorage.CopyOfFile(path).TakeImage());
    }

    [TestMethod]
    public void EveryPrefixAndExtensionOfAnImageIsMalformed()
    {
        SimulatedStorage storage = new();
        storage.MakeDirectory("d");
        storage.Write("d/f", [1, 2, 3]);
        byte[] image = storage.TakeImage();
        for (int length = 0; length < image.Length; length++)
        {
            Assert.ThrowsException<MalformedException>(() => storage.RestoreImage(image[..length]));
        }

        Assert.ThrowsException<MalformedException>(() => storage.RestoreImage([.. image, 0]));
        CollectionAssert.AreEqual(image, storage.TakeImage(), "a refused image changes nothing");
    }

    [TestMethod]
    public void ADirectoryFallsBackAlone()
    {
        SimulatedStorage storage = new() { KeepsHistory = true };
        storage.MakeDirectory("a");
        storage.MakeDirectory("b");
        for (byte i = 0; i < 5; i++)
        {
            storage.Write("a/f", [i]);
            storage.Write("b/f", [i]);
        }

        Assert.IsTrue(storage.RollBackDirectory("a", 2));
        CollectionAssert.AreEqual(new byte[] { 2 }, storage.Read("a/f"));
        CollectionAssert.AreEqual(new byte[] { 4 }, storage.Read("b/f"));
        Assert.IsFalse(storage.RollBackDirectory("b", 30));
    }

    [TestMethod]
    [DataRow(300, 0.200, 768, 16.3)]
    [DataRow(450, 0.257, 1032, 18.9)]
    [DataRow(476, 0.286, 1061, 21.6)]
    [DataRow(512, 0.333, 1280, 24.2)]
    [DataRow(1000, 1.063, 1280, 56.7)]
    public void WearFollowsTheMeasurements(int fileBytes, double erases, int programmedBytes, double milliseconds)
    {
        const int Writes = 1000;
        SimulatedStorage storage = new();
        storage.MakeDirectory("a");
        storage.MakeDirectory("b");
        storage.Write("a/h", new byte[fileBytes]);
        storage.Write("b/h", new byte[fileBytes]);
        StorageWear before = storage.Wear.Copy();
        for (int i = 0; i < Writes; i++)
        {
            storage.Write(i % 2 == 0 ? "a/h" : "b/h", new byte[fileBytes]);
        }

        Assert.AreEqual(erases, (storage.Wear.Erases - before.Erases) / Writes, erases * 0.12);
        Assert.AreEqual(programmedBytes, (storage.Wear.ProgrammedBytes - before.ProgrammedBytes) / (double)Writes, programmedBytes * 0.12);
        Assert.AreEqual(milliseconds, (storage.Wear.Milliseconds - before.Milliseconds) / Writes, milliseconds * 0.12);
    }

    private static void RequireAfterCut(SimulatedStorage start, long operation, StorageOutcome outcome, byte[]? content)
    {
        SimulatedStorage storage = start.Fork();
        storage.CutPowerAt(operation, outcome);
        Assert.ThrowsException<PowerCutException>(() => storage.Write("f", [2]));
        storage.PowerOn();
        CollectionAssert.AreEqual(content, storage.Read("f"));
    }
}
