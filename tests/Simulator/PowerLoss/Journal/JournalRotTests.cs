using Holdfast.Bytes;
using Holdfast.Journal;
using Holdfast.SimulatedSigner;

namespace Holdfast.PowerLoss.Journal;

/// <summary>
/// Flash rots, falls back, is formatted or restored by a thief. Whatever is done to the files, the journal opens with exactly the newest
/// state, or (all files from one older moment) with a state that the host's receipt exposes, or not at all. Never with anything else.
/// </summary>
[TestClass]
public class JournalRotTests
{
    [TestMethod]
    public void AWrongByteChangesNothingOrIsRefused()
    {
        JournalHistory history = new();
        foreach (string path in history.Newest.Paths.Where(path => path != JournalLayout.SettlePath))
        {
            int length = history.Newest.Peek(path)!.Length;
            for (int offset = 0; offset < length; offset += 7)
            {
                SimulatedStorage storage = history.Newest.Fork();
                storage.FlipBit(path, (8 * offset) + (offset % 8));
                history.RequireNewestOrRefused(storage, $"{path} byte {offset}");
            }
        }
    }

    [TestMethod]
    public void AFileThatIsMissingEmptyShortOrLongChangesNothingOrIsRefused()
    {
        JournalHistory history = new();
        foreach (string path in history.Newest.Paths)
        {
            byte[] content = history.Newest.Peek(path)!;
            foreach (byte[]? bad in new byte[]?[] { null, [], content[..^1], [.. content, 0], new byte[content.Length] })
            {
                SimulatedStorage storage = history.Newest.Fork();
                storage.Poke(path, bad);
                history.RequireNewestOrRefused(storage, $"{path} with {bad?.Length} bytes");
            }
        }
    }

    [TestMethod]
    public void TwoFilesDamagedAtOnceChangeNothingOrAreRefused()
    {
        JournalHistory history = new();
        string[] paths = [.. history.Newest.Paths];
        foreach (string first in paths)
        {
            foreach (string second in paths)
            {
                SimulatedStorage storage = history.Newest.Fork();
                storage.FlipBit(first, 100);
                storage.Poke(second, null);
                history.RequireNewestOrRefused(storage, $"{first} and {second}");
            }
        }
    }

    [TestMethod]
    public void EveryMixtureOfFilesFromDifferentMomentsIsTheNewestRefusedOrExposed()
    {
        JournalHistory history = new();
        string[] paths = ["a/h", "b/h", "00/c", "01/c"];
        SimulatedStorage[] images = [.. history.Images.TakeLast(7)];
        int moments = images.Length;
        int combinations = (int)Math.Pow(moments, paths.Length);
        int older = 0;
        for (int combination = 0; combination < combinations; combination++)
        {
            SimulatedStorage storage = history.Newest.Fork();
            for (int i = 0, rest = combination; i < paths.Length; i++, rest /= moments)
            {
                storage.Poke(paths[i], images[rest % moments].Peek(paths[i]));
            }

            // Attachments never change under their name while a durable record names them, so one set fits all moments or none.
            older += history.RequireAuthenticOrRefused(storage, $"combination {combination}") ? 1 : 0;
        }

        Assert.IsTrue(older > 0, "some mixtures are consistent older states: those the receipt must expose");
    }

    [TestMethod]
    public void AVolumeOfAnotherProvisioningIsForeignToTheReceipt()
    {
        // Found by the long campaign: marker, heads and attachment are enough, a head holds the copy of the fourth file.
        JournalHistory history = new();
        JournalHistory other = new(volume: 2);
        SimulatedStorage storage = history.Newest.Fork();
        foreach (string path in new[] { "m", "a/h", "b/h", "00/x" })
        {
            storage.Poke(path, other.Newest.Peek(path));
        }

        Assert.ThrowsException<FaultException>(() => Open(storage.Fork(), history.Receipt), "not repaired in the face of that receipt");
        FlashJournal journal = Open(storage, null);
        Assert.IsTrue(Check.Same(JournalStory.VolumeId(2), journal.VolumeId));
        Assert.AreEqual(ReceiptComparison.Foreign, journal.CompareReceipt(history.Receipt));
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    public void SpoiledImagesOpenAsAStateThatWasOrNotAtAll(int seed)
    {
        CutCount count = new();
        JournalSpoil.Play(seed, images: 500, count);
        Assert.AreEqual(0, count.Violations.Count, string.Join("\n", count.Violations.Take(3)));
        Assert.AreEqual(500, count.Inputs);
    }

    [TestMethod]
    public void AnOlderImageOpensAndTheReceiptExposesIt()
    {
        JournalHistory history = new();
        for (int i = 0; i < history.Images.Count - 1; i++)
        {
            FlashJournal journal = Open(history.Images[i].Fork(), null);
            if (journal.Sequence < history.End.Sequence)
            {
                Assert.AreEqual(ReceiptComparison.DeviceOlder, journal.CompareReceipt(history.Receipt), $"moment {i}");
            }
        }
    }

    [TestMethod]
    public void ASecondHistoryOfTheSameLengthIsForeignToTheReceipt()
    {
        JournalHistory history = new();
        SimulatedStorage storage = history.Images[^3].Fork();
        FlashJournal journal = Open(storage, null);
        for (int i = 0; journal.Sequence < history.End.Sequence; i++)
        {
            journal.Commit(0, JournalStory.Content(200 + i, 30));
        }

        Assert.AreEqual(ReceiptComparison.Foreign, journal.CompareReceipt(history.Receipt));
        journal.Commit(0, JournalStory.Content(230, 30));
        Assert.AreEqual(ReceiptComparison.Foreign, journal.CompareReceipt(history.Receipt), "one ahead is checked against the entry before");
    }

    [TestMethod]
    public void ALoneHeadCountsOnlyWithTheReceiptThatNamesIt()
    {
        JournalHistory history = new();
        byte[] receiptBefore = history.Receipts[^2];
        byte[] receiptLongBefore = history.Receipts[^3];
        foreach (string head in new[] { "a/h", "b/h" })
        {
            SimulatedStorage damaged = history.Newest.Fork();
            damaged.FlipBit(head, 1000);

            Assert.ThrowsException<FaultException>(() => Open(damaged.Fork(), null));
            Assert.ThrowsException<FaultException>(() => Open(damaged.Fork(), receiptLongBefore));
            Assert.ThrowsException<FaultException>(() => Open(damaged.Fork(), new byte[24]));
            foreach (byte[] receipt in new[] { history.Receipt, receiptBefore })
            {
                SimulatedStorage storage = damaged.Fork();
                JournalRecovery recovery = Recovery(storage, receipt);
                Assert.IsTrue(recovery.IsVouchedByReceipt && recovery.NeedsOwner);
                FlashJournal journal = FlashJournal.Open(recovery, hasOwnerAgreed: true);
                Assert.IsTrue(history.End.Sequence <= journal.Sequence && journal.Sequence <= history.End.Sequence + 1);
                Assert.AreEqual(ReceiptComparison.DeviceAhead, AheadOrSame(journal.CompareReceipt(receipt)));

                Assert.IsFalse(Recovery(storage, null).NeedsOwner, "both heads are sound again");
            }
        }
    }

    [TestMethod]
    public void HealingALoneHeadCanBeCutAnywhere()
    {
        JournalHistory history = new();
        foreach (string head in new[] { "a/h", "b/h" })
        {
            SimulatedStorage damaged = history.Newest.Fork();
            damaged.FlipBit(head, 1000);
            SimulatedStorage clean = damaged.Fork();
            List<StorageOperation> trace = [];
            clean.Trace = trace;
            FlashJournal healed = Open(clean, history.Receipt);
            foreach (PowerCut cut in PowerCut.Every(trace))
            {
                SimulatedStorage storage = damaged.Fork();
                storage.CutPowerAt(cut.Operation, cut.Outcome);
                Assert.ThrowsException<PowerCutException>(() => Open(storage, history.Receipt));
                storage.PowerOn();
                FlashJournal again = Open(storage, history.Receipt);
                Assert.AreEqual(healed.Sequence, again.Sequence, cut.ToString());
                Assert.IsTrue(Check.Same(healed.Record(0), again.Record(0)) && Check.Same(healed.Record(1), again.Record(1)));
            }
        }
    }

    [TestMethod]
    public void MarginalReadsAreRetried()
    {
        JournalHistory history = new();
        foreach (string path in history.Newest.Paths)
        {
            SimulatedStorage storage = history.Newest.Fork();
            storage.MakeMarginal(path, badReads: 4);
            FlashJournal journal = FlashJournal.Open(storage, JournalStory.Hmac, JournalStory.Key);
            Assert.IsNull(history.End.Difference(journal), path);
        }
    }

    [TestMethod]
    public void AFormattedVolumeIsNotAFreshOne()
    {
        JournalHistory history = new();
        SimulatedStorage storage = history.Newest.Fork();
        storage.FormatVolume();
        Assert.AreEqual(VolumeState.Blank, JournalMarker.Look(storage));
        StringAssert.Contains(Assert.ThrowsException<FaultException>(() => Open(storage, null)).Message, "formatted");
    }

    private static ReceiptComparison AheadOrSame(ReceiptComparison comparison) =>
        comparison == ReceiptComparison.Same ? ReceiptComparison.DeviceAhead : comparison;

    private static FlashJournal Open(SimulatedStorage storage, byte[]? receipt) =>
        FlashJournal.Open(Recovery(storage, receipt), hasOwnerAgreed: true);

    private static JournalRecovery Recovery(SimulatedStorage storage, byte[]? receipt) =>
        new(storage, JournalStory.Hmac, JournalStory.Key, receipt);
}
