using System;
using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Hardware;
using Holdfast.Journal;

namespace Holdfast.Unit.Journal;

/// <summary>The journal on storage that works: what is committed is found again, in few writes, and nothing else is.</summary>
[TestClass]
public class FlashJournalTests
{
    [TestMethod]
    public void AFreshJournalIsEmptyAndSound()
    {
        MemoryStorage storage = new MemoryStorage();
        FlashJournal journal = Sample.Format(storage);

        Assert.AreEqual(Sample.Slots, journal.SlotCountMax);
        Assert.AreEqual(1, (int)journal.Sequence);
        for (int slot = 0; slot < Sample.Slots; slot++)
        {
            Assert.IsFalse(journal.IsUsed(slot));
            Assert.IsNull(journal.Record(slot));
            Assert.IsNull(journal.Attachment(slot));
        }

        Assert.AreEqual((int)VolumeState.Provisioned, (int)JournalMarker.Look(storage));
        Assert.IsTrue(Check.Same(Sample.VolumeId(1), JournalMarker.VolumeIdOf(storage)));
    }

    [TestMethod]
    public void CommittedRecordsAreFoundAgain()
    {
        MemoryStorage storage = new MemoryStorage();
        FlashJournal journal = Sample.Format(storage);
        journal.Commit(2, Sample.Record(1, 380));
        journal.Commit(0, Sample.Record(2, FlashJournal.RecordBytesMax), Sample.Record(3, FlashJournal.AttachmentBytesMax));
        journal.Commit(2, Sample.Record(4, 0));
        journal.Commit(0, Sample.Record(5, 17));

        FlashJournal again = Sample.Open(storage);
        Assert.AreEqual(5, (int)again.Sequence);
        Assert.IsTrue(Check.Same(Sample.Record(4, 0), again.Record(2)));
        Assert.IsTrue(Check.Same(Sample.Record(5, 17), again.Record(0)));
        Assert.IsTrue(Check.Same(Sample.Record(3, FlashJournal.AttachmentBytesMax), again.Attachment(0)));
        Assert.IsFalse(again.IsUsed(1));
        Assert.AreEqual(4, (int)again.SequenceOf(2));
        Assert.IsTrue(Check.Same(journal.Receipt(), again.Receipt()));
    }

    [TestMethod]
    public void OneCommitIsTwoWritesAndReadingIsNone()
    {
        MemoryStorage storage = new MemoryStorage();
        FlashJournal journal = Sample.Format(storage);
        journal.Commit(2, Sample.Record(1, 380));
        journal.Commit(2, Sample.Record(1, 300));

        int reads = storage.Reads;
        int writes = storage.Writes;
        journal.Commit(2, Sample.Record(2, 380));
        Assert.AreEqual(2, storage.Writes - writes, "a head and the slot's own file");

        Assert.IsTrue(Check.Same(Sample.Record(2, 380), journal.Record(2)));
        journal.Receipt();
        Assert.AreEqual(reads, storage.Reads);
        Assert.AreEqual(2, storage.Writes - writes);
    }

    [TestMethod]
    public void ACopyThatAHeadGivesUpIsWrittenBesideTheNextSlot()
    {
        MemoryStorage storage = new MemoryStorage();
        FlashJournal journal = Sample.Format(storage);
        journal.Commit(1, Sample.Record(1, 20));
        journal.Commit(2, Sample.Record(2, 20));
        Assert.IsNull(storage.Read("02/d"), "a head still holds it");
        int writes = storage.Writes;
        journal.Commit(2, Sample.Record(3, 20));
        Assert.AreEqual(3, storage.Writes - writes);
        Assert.IsTrue(Check.Same(storage.Read("01/c"), storage.Read("02/d")));

        // The same after a boot, and round the corner.
        journal = Sample.Open(storage);
        journal.Commit(3, Sample.Record(4, 20));
        journal.Commit(3, Sample.Record(5, 20));
        Assert.IsTrue(Check.Same(storage.Read("02/c"), storage.Read("03/d")));
        journal.Commit(0, Sample.Record(6, 20));
        journal.Commit(0, Sample.Record(7, 20));
        Assert.IsTrue(Check.Same(storage.Read("03/c"), storage.Read("00/d")));
    }

    [TestMethod]
    public void LongEntriesOfSlotsThatTakeTurnsAreCopiedAtEveryThirdCommit()
    {
        MemoryStorage storage = new MemoryStorage();
        FlashJournal journal = Sample.Format(storage);
        journal.Commit(0, Sample.Record(0, 300));
        journal.Commit(1, Sample.Record(1, 300));
        int writes = storage.Writes;
        for (int i = 0; i < 12; i++)
        {
            journal.Commit((i + 2) % Sample.Slots, Sample.Record(i, 300));
        }

        Assert.AreEqual((2 * 12) + 4, storage.Writes - writes);
    }

    [TestMethod]
    public void AnotherSlotsEntryInThePlaceOfASecondCopyIsNone()
    {
        // Slot 2 was never used: without a copy of its own it is free.
        MemoryStorage storage = new MemoryStorage();
        Sample.Format(storage).Commit(1, Sample.Record(1, 20));
        storage.Damage("02/c", 200);
        storage.Write("03/d", storage.Read("01/c"));
        Assert.IsFalse(FlashJournal.Open(Sample.Recovery(storage, null!), true).IsUsed(2));
    }

    [TestMethod]
    public void HeadsAlternateByParity()
    {
        MemoryStorage storage = new MemoryStorage();
        FlashJournal journal = Sample.Format(storage);
        for (int i = 0; i < 6; i++)
        {
            journal.Commit(1, Sample.Record(i, 10));
            string head = (journal.Sequence & 1) == 0 ? "a/h" : "b/h";
            Assert.IsTrue(Check.Same(storage.Read("01/c"), storage.Read(head)));
        }
    }

    [TestMethod]
    public void TheHeadIsDurableBeforeTheSlotFile()
    {
        MemoryStorage storage = new MemoryStorage();
        FlashJournal journal = Sample.Format(storage);
        storage.FailingWrite = storage.Writes + 2;
        Expect.Throws(typeof(StorageException), () => journal.Commit(1, Sample.Record(1, 100)));
        Assert.IsTrue(journal.IsStopped);
        MemoryStorage atCut = storage.Copy();

        FlashJournal again = Sample.Open(atCut);
        Assert.IsTrue(Check.Same(Sample.Record(1, 100), again.Record(1)));
        Assert.IsTrue(Check.Same(atCut.Read("a/h"), atCut.Read("01/c")), "recovery brings the slot file up to date");
    }

    [TestMethod]
    public void WhenACommitReturnsTheStateLiesInTwoFiles()
    {
        // Without idle work in between, and in a burst on one slot: either file alone shows the newest entry.
        MemoryStorage storage = new MemoryStorage();
        FlashJournal journal = Sample.Format(storage);
        MemoryStorage before = storage.Copy();
        for (int i = 0; i < 4; i++)
        {
            MemoryStorage twoBefore = before;
            before = storage.Copy();
            journal.Commit(1, Sample.Record(i, 100));
            string head = (journal.Sequence & 1) == 0 ? "a/h" : "b/h";

            MemoryStorage headFellBack = storage.Copy();
            headFellBack.Write(head, before.Read(head));
            Expect.Throws(typeof(FaultException), () => Sample.Open(headFellBack));

            MemoryStorage slotFellBack = storage.Copy();
            slotFellBack.Write("01/c", before.Read("01/c"));
            Assert.IsTrue(Check.Same(Sample.Record(i, 100), Sample.Open(slotFellBack).Record(1)));
        }
    }

    [TestMethod]
    public void ACleanBootWritesNothing()
    {
        MemoryStorage storage = new MemoryStorage();
        FlashJournal journal = Sample.Format(storage);
        MemoryStorage fresh = storage.Copy();
        Sample.Open(fresh);
        Assert.AreEqual(0, fresh.Writes);

        journal.Commit(1, Sample.Record(1, 100), Sample.Record(2, 50));
        journal.Commit(2, Sample.Record(3, 100));
        journal.Commit(2, Sample.Record(4, 100));
        MemoryStorage used = storage.Copy();
        Sample.Open(used);
        Assert.AreEqual(0, used.Writes);

        storage.FailingWrite = storage.Writes + 2;
        Expect.Throws(typeof(StorageException), () => journal.Commit(1, Sample.Record(5, 100)));
        MemoryStorage cut = storage.Copy();
        Sample.Open(cut);
        Assert.AreEqual(1 + (3 * JournalLayout.Rewrites), cut.Writes, "the missing copy, and three files off cells that may be marginal");
        MemoryStorage settled = cut.Copy();
        Sample.Open(settled);
        Assert.AreEqual(0, settled.Writes, "and only once");
    }

    [TestMethod]
    public void SizesAreBounded()
    {
        MemoryStorage storage = new MemoryStorage();
        FlashJournal journal = Sample.Format(storage);
        int writes = storage.Writes;

        Expect.Throws(typeof(MalformedException), () => journal.Commit(0, new byte[FlashJournal.RecordBytesMax + 1]));
        Expect.Throws(typeof(MalformedException), () => journal.Commit(0, new byte[FlashJournal.RecordBytesMax + 1], new byte[1]));
        Expect.Throws(typeof(MalformedException), () => journal.Commit(0, new byte[1], new byte[FlashJournal.AttachmentBytesMax + 1]));
        Expect.Throws(typeof(FaultException), () => journal.Commit(-1, new byte[1]));
        Expect.Throws(typeof(FaultException), () => journal.Commit(Sample.Slots, new byte[1]));
        Expect.Throws(typeof(FaultException), () => journal.CommitRemoval(0));

        Assert.AreEqual(writes, storage.Writes);
        Assert.AreEqual(1, (int)journal.Sequence);
        Assert.IsFalse(journal.IsUsed(0));
        journal.Commit(0, new byte[FlashJournal.RecordBytesMax], new byte[FlashJournal.AttachmentBytesMax]);
        Assert.IsTrue(journal.IsUsed(0));
    }

    [TestMethod]
    public void FilesAreInlineAndOfTwoLengths()
    {
        MemoryStorage storage = new MemoryStorage();
        FlashJournal journal = Sample.Format(storage);
        journal.Commit(1, Sample.Record(1, 287), Sample.Record(2, 336));
        Assert.AreEqual(348, storage.Read("a/h").Length);
        Assert.AreEqual(348, storage.Read("01/c").Length);
        Assert.AreEqual(364, storage.Read("01/x").Length);
        Assert.IsTrue(Check.Same(storage.Read("01/x"), storage.Read("02/y")));
        journal.Commit(1, Sample.Record(1, 288));
        Assert.AreEqual(476, storage.Read("b/h").Length);
        Assert.AreEqual(476, storage.Read("01/c").Length);
        journal.Commit(1, Sample.Record(1, 0));
        Assert.AreEqual(348, storage.Read("01/c").Length);
        journal.Commit(1, Sample.Record(1, 0), Sample.Record(2, 337));
        Assert.AreEqual(509, storage.Read("01/x").Length);
        Assert.AreEqual(JournalMarker.LengthBytes, storage.Read("m").Length);
    }

    [TestMethod]
    public void ReleasedCopiesAreReadFromFlash()
    {
        MemoryStorage storage = new MemoryStorage();
        FlashJournal journal = Sample.Format(storage);
        journal.Commit(1, Sample.Record(1, 300), Sample.Record(2, 100));
        journal.Commit(0, Sample.Record(3, 10));
        journal.ReleaseCopies();
        int reads = storage.Reads;
        Assert.IsTrue(Check.Same(Sample.Record(1, 300), journal.Record(1)));
        Assert.IsTrue(Check.Same(Sample.Record(2, 100), journal.Attachment(1)));
        Assert.AreEqual(2, storage.Reads - reads);
        Assert.IsTrue(Check.Same(Sample.Record(3, 10), journal.Record(0)));
        Assert.AreEqual(3, storage.Reads - reads);

        journal.Commit(1, Sample.Record(4, 20), Sample.Record(5, 20));
        Assert.IsTrue(Check.Same(Sample.Record(4, 20), journal.Record(1)));
        Assert.IsTrue(Check.Same(Sample.Record(5, 20), journal.Attachment(1)));
        Assert.IsTrue(Check.Same(Sample.Record(4, 20), journal.Record(1)));
        Assert.IsNull(journal.Attachment(0));
        journal.CommitRemoval(1);
        Assert.IsNull(journal.Record(1));
        Assert.IsNull(journal.Attachment(1));

        storage.Damage("00/c", 40);
        Expect.Throws(typeof(FaultException), () => journal.Record(0));
    }

    [TestMethod]
    public void ARemovedSlotStaysFree()
    {
        MemoryStorage storage = new MemoryStorage();
        FlashJournal journal = Sample.Format(storage);
        journal.Commit(1, Sample.Record(1, 50), Sample.Record(2, 50));
        byte[] used = storage.Read("01/c");
        journal.CommitRemoval(1);
        Assert.IsFalse(journal.IsUsed(1));
        Assert.IsNull(journal.Attachment(1));
        journal.Commit(2, Sample.Record(3, 50));

        Assert.IsFalse(Sample.Open(storage.Copy()).IsUsed(1));

        MemoryStorage healed = storage.Copy();
        healed.Write("01/c", used);
        Expect.Throws(typeof(FaultException), () => Sample.Open(healed));
        Assert.IsFalse(Sample.Heal(healed, null!).IsUsed(1), "the older head still holds the removal");

        journal.Commit(2, Sample.Record(4, 50));
        storage.Write("01/c", used);
        Expect.Throws(typeof(FaultException), () => Sample.Open(storage));
    }

    [TestMethod]
    public void AReusedSlotDoesNotInheritTheOldAttachment()
    {
        MemoryStorage storage = new MemoryStorage();
        FlashJournal journal = Sample.Format(storage);
        journal.Commit(1, Sample.Record(1, 50), Sample.Record(2, 50));
        journal.CommitRemoval(1);
        journal.Commit(1, Sample.Record(3, 50));
        Assert.IsNull(Sample.Open(storage.Copy()).Attachment(1));

        journal.Commit(1, Sample.Record(4, 50), Sample.Record(5, 60));
        Assert.IsTrue(Check.Same(Sample.Record(5, 60), Sample.Open(storage).Attachment(1)));
    }

    [TestMethod]
    public void AFailedWriteStopsTheJournalUntilTheNextBoot()
    {
        MemoryStorage storage = new MemoryStorage();
        FlashJournal journal = Sample.Format(storage);
        journal.Commit(1, Sample.Record(1, 50));
        storage.FailingWrite = storage.Writes + 1;
        Expect.Throws(typeof(StorageException), () => journal.Commit(1, Sample.Record(2, 50)));

        Assert.IsTrue(journal.IsStopped);
        storage.FailingWrite = 0;
        Expect.Throws(typeof(FaultException), () => journal.Commit(1, Sample.Record(2, 50)));
        Expect.Throws(typeof(FaultException), () => journal.Receipt());
        Assert.IsTrue(Check.Same(Sample.Record(1, 50), Sample.Open(storage).Record(1)));
    }

    [TestMethod]
    public void AProvisionedVolumeIsNotFormattedOver()
    {
        MemoryStorage storage = new MemoryStorage();
        Sample.Format(storage).Commit(0, Sample.Record(1, 10));
        Expect.Throws(typeof(FaultException), () => Sample.Format(storage));
        Assert.IsTrue(Sample.Open(storage).IsUsed(0));

        FlashJournal.Wipe(storage);
        Assert.AreEqual((int)VolumeState.Blank, (int)JournalMarker.Look(storage));
        Assert.IsFalse(Sample.Format(storage).IsUsed(0));
    }
}
