using System;
using Holdfast.Bytes;
using Holdfast.Hardware;
using Holdfast.Journal;

namespace Holdfast.Unit.Journal;

/// <summary>What recovery refuses, each with its own sentence, and what the receipt says about a volume that it accepts.</summary>
[TestClass]
public class JournalRecoveryTests
{
    [TestMethod]
    public void AnEmptyVolumeIsRefused()
    {
        RequireRefused(new MemoryStorage(), "the volume is empty");
    }

    [TestMethod]
    public void AMissingMarkerIsRefused()
    {
        MemoryStorage storage = Used();
        storage.Delete("m");
        Assert.AreEqual((int)VolumeState.Unfinished, (int)JournalMarker.Look(storage));
        RequireRefused(storage, "the provisioning marker is missing");
    }

    [TestMethod]
    public void ADamagedMarkerIsRefused()
    {
        for (int offset = 0; offset < JournalMarker.LengthBytes; offset++)
        {
            MemoryStorage storage = Used();
            storage.Damage("m", offset);
            Assert.AreEqual((int)VolumeState.Unreadable, (int)JournalMarker.Look(storage));
            Assert.IsNull(JournalMarker.VolumeIdOf(storage));
            RequireRefused(storage, offset == 8 ? "journal format" : "the provisioning marker is damaged");
        }
    }

    [TestMethod]
    public void AnUnknownFormatIsRefused()
    {
        MemoryStorage storage = Used();
        byte[] marker = storage.Read("m");
        marker[8] = 1;
        storage.Write("m", marker);
        RequireRefused(storage, "journal format 1 is not known to this firmware");
    }

    [TestMethod]
    public void AForeignVolumeIsRefused()
    {
        MemoryStorage storage = new MemoryStorage();
        FlashJournal.Format(storage, Sample.Hmac(), Sample.Key(2), Sample.VolumeId(1), Sample.Slots);
        RequireRefused(storage, "the journal on this volume belongs to another key");
    }

    [TestMethod]
    public void TwoDamagedHeadsAreRefused()
    {
        MemoryStorage storage = Used();
        storage.Damage("a/h", 300);
        storage.Write("b/h", new byte[0]);
        RequireRefused(storage, "both journal heads are damaged");
    }

    [TestMethod]
    public void SwappedHeadsAreRefused()
    {
        MemoryStorage storage = Used();
        byte[] even = storage.Read("a/h");
        storage.Write("a/h", storage.Read("b/h"));
        storage.Write("b/h", even);
        RequireRefused(storage, "both journal heads are damaged");
    }

    [TestMethod]
    public void OneDamagedHeadIsRefusedWithoutAReceipt()
    {
        MemoryStorage storage = Used();
        storage.Damage("a/h", 300);
        RequireRefused(storage, "one journal head is damaged or out of step: only the host's last receipt");
    }

    [TestMethod]
    public void AHeadSeveralStepsBehindIsRefusedWithoutAReceipt()
    {
        MemoryStorage storage = new MemoryStorage();
        FlashJournal journal = Sample.Format(storage);
        byte[] old = storage.Read("a/h");
        journal.Commit(0, Sample.Record(1, 10));
        journal.Commit(0, Sample.Record(2, 10));
        journal.Commit(0, Sample.Record(3, 10));
        journal.Commit(0, Sample.Record(4, 10));
        byte[] receipt = journal.Receipt();
        storage.Write("a/h", old);
        RequireRefused(storage, "one journal head is damaged or out of step");

        JournalRecovery recovery = Sample.Recovery(storage, receipt);
        Assert.IsTrue(recovery.IsVouchedByReceipt && recovery.NeedsOwner);
        Expect.Throws(typeof(FaultException), () => FlashJournal.Open(recovery, false));
        FlashJournal again = FlashJournal.Open(recovery, true);
        Assert.AreEqual((int)ReceiptComparison.DeviceAhead, (int)again.CompareReceipt(receipt), "the surviving entry was committed once more");
        Assert.IsTrue(Check.Same(Sample.Record(4, 10), again.Record(0)));
    }

    [TestMethod]
    public void AnotherReceiptDoesNotVouch()
    {
        MemoryStorage storage = Used();
        storage.Damage("a/h", 300);
        Exception refused = Expect.Throws(
            typeof(FaultException),
            () => Sample.Recovery(storage, new byte[24]));
        Assert.IsTrue(refused.Message.IndexOf("names another state") >= 0);
        Expect.Throws(typeof(MalformedException), () => Sample.Recovery(storage, new byte[23]));
    }

    [TestMethod]
    public void ADamagedSecondCopyNeedsTheOwner()
    {
        MemoryStorage storage = Used();
        storage.Damage("01/c", 200);
        RequireRefused(storage, "a damaged journal is repaired only after its owner agreed");
        JournalRecovery recovery = Sample.Recovery(storage, null!);
        Assert.IsTrue(recovery.NeedsOwner && recovery.Repairs == 1 && !recovery.IsVouchedByReceipt);
        Assert.IsTrue(Check.Same(Sample.Record(6, 100), FlashJournal.Open(recovery, true).Record(1)));
        Assert.IsFalse(Sample.Recovery(storage, null!).NeedsOwner, "repaired");
    }

    [TestMethod]
    public void ASecondCopyOlderThanAnInterruptedCommitLeavesItNeedsTheOwner()
    {
        MemoryStorage storage = new MemoryStorage();
        FlashJournal journal = Sample.Format(storage);
        byte[] oldest = storage.Read("01/c");
        journal.Commit(1, Sample.Record(1, 10));
        byte[] one = storage.Read("01/c");
        journal.Commit(1, Sample.Record(2, 10));
        byte[] two = storage.Read("01/c");
        journal.Commit(2, Sample.Record(3, 10));
        journal.Commit(1, Sample.Record(4, 10));

        storage.Write("01/c", two);
        Assert.IsFalse(Sample.Recovery(storage, null!).NeedsOwner, "as a cut between the two writes leaves it");
        storage.Write("01/c", one);
        Assert.IsTrue(Sample.Recovery(storage, null!).NeedsOwner);
        storage.Write("01/c", oldest);
        Assert.IsTrue(Sample.Recovery(storage, null!).NeedsOwner);
    }

    [TestMethod]
    public void ADamagedVolumeOlderThanItsReceiptIsNotRepaired()
    {
        MemoryStorage storage = Used();
        MemoryStorage old = storage.Copy();
        FlashJournal journal = Sample.Open(storage);
        journal.Commit(2, Sample.Record(7, 10));
        byte[] receipt = journal.Receipt();
        old.Damage("01/c", 200);
        Expect.Throws(typeof(FaultException), () => Sample.Recovery(old, receipt));
    }

    [TestMethod]
    public void ASlotThatNoHeadHoldsIsRestoredFromItsSecondCopy()
    {
        // Slot 3 was used, slot 2 never was.
        for (int slot = 2; slot <= 3; slot++)
        {
            string path = JournalLayout.SlotPath(slot);
            MemoryStorage storage = Used();
            byte[] good = storage.Read(path);
            for (int damage = 0; damage < 3; damage++)
            {
                if (damage == 0)
                {
                    storage.Damage(path, 200);
                }
                else if (damage == 1)
                {
                    storage.Delete(path);
                }
                else
                {
                    storage.Write(path, storage.Read("01/c"));
                }

                RequireRefused(storage, "a damaged journal is repaired only after its owner agreed");
                JournalRecovery recovery = Sample.Recovery(storage, null!);
                Assert.IsTrue(recovery.NeedsOwner && recovery.Repairs == 1 && !recovery.IsVouchedByReceipt);
                FlashJournal journal = FlashJournal.Open(recovery, true);
                Assert.IsTrue(slot == 3 ? Check.Same(Sample.Record(3, 100), journal.Record(3)) : !journal.IsUsed(2));
                Assert.IsTrue(Check.Same(good, storage.Read(path)));
                Assert.IsFalse(Sample.Recovery(storage, null!).NeedsOwner, "repaired");
            }
        }
    }

    [TestMethod]
    public void ASlotThatFellBackIsRestoredFromItsSecondCopy()
    {
        MemoryStorage storage = new MemoryStorage();
        FlashJournal journal = Sample.Format(storage);
        journal.Commit(1, Sample.Record(1, 10));
        byte[] old = storage.Read("01/c");
        journal.Commit(1, Sample.Record(2, 10));
        byte[] good = storage.Read("01/c");
        journal.Commit(2, Sample.Record(3, 10));
        journal.Commit(3, Sample.Record(4, 10));
        storage.Write("01/c", old);
        RequireRefused(storage, "a damaged journal is repaired only after its owner agreed");
        Assert.IsTrue(Check.Same(Sample.Record(2, 10), FlashJournal.Open(Sample.Recovery(storage, null!), true).Record(1)));
        Assert.IsTrue(Check.Same(good, storage.Read("01/c")));
    }

    [TestMethod]
    public void AfterARepairEverySlotHasTwoCopiesAgain()
    {
        MemoryStorage storage = Used();
        storage.Write("00/d", new byte[1]);
        storage.Damage("01/c", 200);
        FlashJournal.Open(Sample.Recovery(storage, null!), true);
        Assert.IsTrue(Check.Same(storage.Read("03/c"), storage.Read("00/d")));
    }

    [TestMethod]
    public void ADamagedSlotWithoutASoundCopyIsRefused()
    {
        MemoryStorage storage = Used();
        storage.Damage("03/c", 200);
        byte[] copy = storage.Read("00/d");
        storage.Damage("00/d", 200);
        RequireRefused(storage, "slot 3 is damaged, and no copy fits what the newest journal head says");

        // An authentic copy, but not of this slot's last entry.
        storage.Write("00/d", storage.Read("01/c"));
        RequireRefused(storage, "slot 3 is damaged, and no copy fits");
        storage.Write("00/d", copy);
        Assert.IsTrue(Sample.Recovery(storage, null!).NeedsOwner);
    }

    [TestMethod]
    public void AnOlderSlotWithAnOlderCopyIsRefused()
    {
        MemoryStorage storage = new MemoryStorage();
        FlashJournal journal = Sample.Format(storage);
        journal.Commit(1, Sample.Record(1, 10));
        byte[] old = storage.Read("01/c");
        journal.Commit(1, Sample.Record(2, 10));
        journal.Commit(2, Sample.Record(3, 10));
        journal.Commit(3, Sample.Record(4, 10));
        storage.Write("01/c", old);
        storage.Write("02/d", old);
        RequireRefused(storage, "a slot is older than the newest journal head says");
    }

    [TestMethod]
    public void ASlotFileInAnotherPlaceDoesNotCount()
    {
        MemoryStorage storage = Used();
        storage.Write("03/c", storage.Read("02/c"));
        storage.Write("00/d", storage.Read("02/c"));
        RequireRefused(storage, "slot 3 is damaged");
    }

    [TestMethod]
    public void ASlotAheadOfBothHeadsIsRefused()
    {
        MemoryStorage storage = new MemoryStorage();
        FlashJournal journal = Sample.Format(storage);
        MemoryStorage old = storage.Copy();
        for (int i = 0; i < 4; i++)
        {
            journal.Commit(1, Sample.Record(i, 10));
        }

        storage.Write("a/h", old.Read("a/h"));
        storage.Write("b/h", old.Read("b/h"));
        RequireRefused(storage, "slot 1 is newer than the journal heads");
    }

    [TestMethod]
    public void ADamagedAttachmentIsRestoredFromItsSecondCopy()
    {
        MemoryStorage storage = Used();
        byte[] good = storage.Read("00/x");
        for (int damage = 0; damage < 2; damage++)
        {
            if (damage == 0)
            {
                storage.Damage("00/x", 200);
            }
            else
            {
                storage.Delete("00/x");
            }

            RequireRefused(storage, "a damaged journal is repaired only after its owner agreed");
            Assert.IsTrue(Check.Same(Sample.Record(2, 100), FlashJournal.Open(Sample.Recovery(storage, null!), true).Attachment(0)));
            Assert.IsTrue(Check.Same(good, storage.Read("00/x")));
        }

        storage.Damage("00/x", 200);
        storage.Damage("01/y", 200);
        RequireRefused(storage, "the attachment of slot 0 is damaged");
    }

    [TestMethod]
    public void AnAttachmentCutBeforeOrAfterItsEntryNeedsNobody()
    {
        MemoryStorage storage = Used();
        MemoryStorage before = storage.Copy();
        Sample.Open(storage).Commit(0, Sample.Record(7, 100), Sample.Record(8, 100));

        // In front of the entry: the first copy is of the next one.
        before.Write("00/x", storage.Read("00/x"));
        FlashJournal old = Sample.Open(before);
        Assert.IsTrue(Check.Same(Sample.Record(2, 100), old.Attachment(0)));
        Assert.IsTrue(Check.Same(before.Read("00/x"), before.Read("01/y")));

        // Behind it: the second copy is of the one before.
        storage.Write("01/y", before.Read("01/y"));
        FlashJournal done = Sample.Open(storage);
        Assert.IsTrue(Check.Same(Sample.Record(8, 100), done.Attachment(0)));
        Assert.IsTrue(Check.Same(storage.Read("00/x"), storage.Read("01/y")));
    }

    [TestMethod]
    public void ASecondAttachmentThatFellBackUnseenIsRestoredBeforeTheFirstIsReplaced()
    {
        MemoryStorage storage = Used();
        byte[] older = storage.Read("01/y");
        FlashJournal journal = Sample.Open(storage);
        journal.Commit(0, Sample.Record(7, 100), Sample.Record(8, 100));
        journal.Commit(1, Sample.Record(7, 10));
        storage.Write("01/y", older);
        journal = Sample.Open(storage);
        for (int writes = 1; writes <= 2; writes++)
        {
            // Power fails behind the first copy, before the entry that would name it.
            MemoryStorage cut = storage.Copy();
            FlashJournal interrupted = Sample.Open(cut);
            cut.FailingWrite = cut.Writes + writes + 1;
            Expect.Throws(typeof(Holdfast.Hardware.StorageException), () => interrupted.Commit(0, Sample.Record(9, 100), Sample.Record(10, 100)));
            cut.FailingWrite = 0;
            Assert.IsTrue(Check.Same(Sample.Record(8, 100), Sample.Open(cut).Attachment(0)));
        }

        journal.Commit(0, Sample.Record(9, 100), Sample.Record(10, 100));
        Assert.IsTrue(Check.Same(storage.Read("00/x"), storage.Read("01/y")));
    }

    [TestMethod]
    public void HeadsOfTwoHistoriesAreRefused()
    {
        MemoryStorage storage = Used();
        MemoryStorage other = storage.Copy();
        FlashJournal first = Sample.Open(storage);
        FlashJournal second = Sample.Open(other);
        first.Commit(0, Sample.Record(50, 10));
        first.Commit(0, Sample.Record(51, 10));
        second.Commit(0, Sample.Record(52, 10));
        second.Commit(0, Sample.Record(53, 10));
        storage.Write("a/h", other.Read("a/h"));
        RequireRefused(storage, "the journal heads belong to two histories");
    }

    [TestMethod]
    public void RecordsFromBeforeANewProvisioningAreWorthless()
    {
        MemoryStorage storage = Used();
        MemoryStorage old = storage.Copy();
        FlashJournal.Wipe(storage);
        FlashJournal.Format(storage, Sample.Hmac(), Sample.Key(1), Sample.VolumeId(2), Sample.Slots);
        storage.Write("a/h", old.Read("a/h"));
        storage.Write("b/h", old.Read("b/h"));
        RequireRefused(storage, "both journal heads are damaged");
    }

    [TestMethod]
    public void TheReceiptTellsSameAheadOlderAndForeign()
    {
        MemoryStorage storage = new MemoryStorage();
        FlashJournal journal = Sample.Format(storage);
        byte[] first = journal.Receipt();
        journal.Commit(0, Sample.Record(1, 10));
        byte[] second = journal.Receipt();
        MemoryStorage old = storage.Copy();
        journal.Commit(1, Sample.Record(2, 10));
        byte[] third = journal.Receipt();
        byte[] forged = journal.Receipt();
        forged[23] ^= 1;

        Assert.AreEqual((int)ReceiptComparison.Same, (int)journal.CompareReceipt(third));
        Assert.AreEqual((int)ReceiptComparison.DeviceAhead, (int)journal.CompareReceipt(second));
        Assert.AreEqual((int)ReceiptComparison.DeviceAhead, (int)journal.CompareReceipt(first));
        Assert.AreEqual((int)ReceiptComparison.Foreign, (int)journal.CompareReceipt(forged));
        Assert.AreEqual((int)ReceiptComparison.Foreign, (int)journal.CompareReceipt(new byte[24]));
        Expect.Throws(typeof(MalformedException), () => journal.CompareReceipt(new byte[25]));

        FlashJournal older = Sample.Open(old);
        Assert.AreEqual((int)ReceiptComparison.DeviceOlder, (int)older.CompareReceipt(third));
        older.Commit(1, Sample.Record(3, 10));
        Assert.AreEqual((int)ReceiptComparison.Foreign, (int)older.CompareReceipt(third), "the same number, another content");
        older.Commit(1, Sample.Record(3, 10));
        Assert.AreEqual((int)ReceiptComparison.Foreign, (int)older.CompareReceipt(third), "one ahead of another content");
    }

    [TestMethod]
    public void AReceiptFromAnotherHistoryIsForeignAsLongAsASlotRemembersItsStep()
    {
        MemoryStorage storage = new MemoryStorage();
        FlashJournal journal = Sample.Format(storage);
        journal.Commit(0, Sample.Record(1, 10));
        MemoryStorage old = storage.Copy();
        journal.Commit(1, Sample.Record(2, 10));
        byte[] receipt = journal.Receipt();

        FlashJournal restored = Sample.Open(old);
        restored.Commit(2, Sample.Record(3, 10));
        for (int i = 0; i < 5; i++)
        {
            restored.Commit(0, Sample.Record(4 + i, 10));
            Assert.AreEqual((int)ReceiptComparison.Foreign, (int)restored.CompareReceipt(receipt), "slot 2 has another entry of that number");
        }

        restored.Commit(2, Sample.Record(9, 10));
        Assert.AreEqual((int)ReceiptComparison.DeviceAhead, (int)restored.CompareReceipt(receipt), "nothing on the device remembers the step");
    }

    private static MemoryStorage Used()
    {
        MemoryStorage storage = new MemoryStorage();
        FlashJournal journal = Sample.Format(storage);
        journal.Commit(0, Sample.Record(1, 100), Sample.Record(2, 100));
        journal.Commit(3, Sample.Record(3, 100));
        journal.Commit(1, Sample.Record(4, 100));
        journal.Commit(0, Sample.Record(5, 100));
        journal.Commit(1, Sample.Record(6, 100));
        return storage;
    }

    private static void RequireRefused(MemoryStorage storage, string sentence)
    {
        Exception refused = Expect.Throws(typeof(FaultException), () => Sample.Open(storage));
        Assert.IsTrue(refused.Message.IndexOf(sentence) == 0, "another sentence than expected: " + refused.Message);
    }
}
