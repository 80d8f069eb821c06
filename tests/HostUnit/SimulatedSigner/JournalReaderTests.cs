using Holdfast.Crypto;
using Holdfast.Journal;
using Holdfast.SimulatedSigner;

namespace Holdfast.HostUnit.SimulatedSigner;

/// <summary>A flash image is shown as the device would see it, and stays as it is.</summary>
[TestClass]
public class JournalReaderTests
{
    private static readonly byte[] s_key = [.. Enumerable.Repeat((byte)7, 32)];
    private static readonly byte[] s_volumeId = [.. Enumerable.Repeat((byte)9, 16)];

    [TestMethod]
    public void ASoundVolumeShowsItsRecordsNewestFirst()
    {
        SimulatedStorage storage = Used(out byte[] receipt);
        byte[] before = storage.TakeImage();
        JournalReader reader = JournalReader.Read(storage, s_key, receipt);

        Assert.IsNull(reader.Refusal);
        Assert.AreEqual(VolumeState.Provisioned, reader.State);
        CollectionAssert.AreEqual(s_volumeId, reader.VolumeId);
        CollectionAssert.AreEqual(new[] { 0, 2 }, reader.Slots.Select(slot => slot.Slot).ToArray());
        CollectionAssert.AreEqual(new byte[] { 5 }, reader.Slots[0].Record);
        CollectionAssert.AreEqual(new byte[] { 4 }, reader.Slots[1].Attachment);
        Assert.AreEqual(ReceiptComparison.Same, reader.Journal!.CompareReceipt(receipt));
        Assert.IsTrue(reader.Files.All(file => file.IsSound));
        CollectionAssert.Contains(reader.Files.Select(file => file.Path).ToArray(), "02/x");
        CollectionAssert.AreEqual(before, storage.TakeImage(), "reading changes nothing");
    }

    [TestMethod]
    public void ARefusedVolumeStillShowsWhatItsFilesAre()
    {
        SimulatedStorage storage = Used(out byte[] receipt);
        storage.FlipBit("01/c", 900);
        storage.Poke("a/h", storage.Peek("b/h"));
        storage.FlipBit("b/h", 900);
        JournalReader reader = JournalReader.Read(storage, s_key, receipt);

        Assert.IsNotNull(reader.Refusal);
        Assert.AreEqual(0, reader.Slots.Count);
        CollectionAssert.AreEqual(
            new[] { "01/c", "a/h", "b/h" },
            reader.Files.Where(file => !file.IsSound).Select(file => file.Path).Order(StringComparer.Ordinal).ToArray());
    }

    [TestMethod]
    public void AnEmptyVolumeIsSaidToBeEmpty()
    {
        JournalReader reader = JournalReader.Read(new SimulatedStorage(), s_key, null);
        Assert.AreEqual(VolumeState.Blank, reader.State);
        Assert.IsNull(reader.VolumeId);
        StringAssert.Contains(reader.Refusal, "empty");
    }

    private static SimulatedStorage Used(out byte[] receipt)
    {
        SimulatedStorage storage = new();
        FlashJournal journal = FlashJournal.Format(storage, new SoftwareHmac(), s_key, s_volumeId, 3);
        journal.Commit(2, [3], [4]);
        journal.Commit(0, [5]);
        receipt = journal.Receipt();
        return storage;
    }
}
