using Holdfast.Bytes;
using Holdfast.Journal;
using Holdfast.SimulatedSigner;

namespace Holdfast.PowerLoss.Journal;

/// <summary>Power fails at every operation of the journal, with every outcome that the flash allows.</summary>
[TestClass]
public class JournalCutTests
{
    [TestMethod]
    public void EveryCutLeavesTheOldStateOrTheNewOne()
    {
        CutCount count = new();
        JournalStory.Standard().PlayEveryCut(count);
        count.RequireNone();
    }

    [TestMethod]
    public void EverySecondCutDuringAShortStoryDoesNoHarmEither()
    {
        CutCount count = new();
        new JournalStory(1,
        [
            JournalStep.Attach(0, JournalStory.Content(1, 40), JournalStory.Content(2, 40)),
            JournalStep.Remove(0),
        ]).PlayDistinctPairs(count);
        count.RequireNone();
    }

    [TestMethod]
    public void ProvisioningCanBeCutAnywhereAndStartedAgain()
    {
        SimulatedStorage clean = new();
        List<StorageOperation> trace = [];
        clean.Trace = trace;
        FlashJournal.Format(clean, JournalStory.Hmac, JournalStory.Key, JournalStory.VolumeId(1), 2);
        foreach (PowerCut cut in PowerCut.Every(trace))
        {
            SimulatedStorage storage = new();
            storage.CutPowerAt(cut.Operation, cut.Outcome);
            Assert.ThrowsException<PowerCutException>(
                () => FlashJournal.Format(storage, JournalStory.Hmac, JournalStory.Key, JournalStory.VolumeId(1), 2));
            storage.PowerOn();

            VolumeState state = JournalMarker.Look(storage);
            FlashJournal journal;
            if (state == VolumeState.Provisioned)
            {
                journal = FlashJournal.Open(storage, JournalStory.Hmac, JournalStory.Key);
            }
            else
            {
                Assert.IsTrue(state is VolumeState.Blank or VolumeState.Unfinished, $"{cut}: {state}");
                Assert.ThrowsException<FaultException>(() => FlashJournal.Open(storage, JournalStory.Hmac, JournalStory.Key));
                journal = FlashJournal.Format(storage, JournalStory.Hmac, JournalStory.Key, JournalStory.VolumeId(2), 2);
            }

            Assert.IsNull(new JournalModel(2).Difference(journal), cut.ToString());
        }
    }

    [TestMethod]
    public void AWipeThatWasCutIsNeverAJournalWithGaps()
    {
        SimulatedStorage start = new();
        FlashJournal filled = FlashJournal.Format(start, JournalStory.Hmac, JournalStory.Key, JournalStory.VolumeId(1), 2);
        filled.Commit(1, JournalStory.Content(1, 100), JournalStory.Content(2, 100));
        JournalModel model = new JournalModel(2).After(JournalStep.Attach(1, JournalStory.Content(1, 100), JournalStory.Content(2, 100)));

        SimulatedStorage clean = start.Fork();
        List<StorageOperation> trace = [];
        clean.Trace = trace;
        FlashJournal.Wipe(clean);
        foreach (PowerCut cut in PowerCut.Every(trace))
        {
            SimulatedStorage storage = start.Fork();
            storage.CutPowerAt(cut.Operation, cut.Outcome);
            Assert.ThrowsException<PowerCutException>(() => FlashJournal.Wipe(storage));
            storage.PowerOn();
            VolumeState state = JournalMarker.Look(storage);
            Assert.IsTrue(state == VolumeState.Provisioned || storage.Paths.Count == 0, "the marker goes last");
            try
            {
                Assert.IsNull(model.Difference(FlashJournal.Open(storage, JournalStory.Hmac, JournalStory.Key)), cut.ToString());
            }
            catch (FaultException)
            {
                // Refused: what a half wiped volume deserves.
            }

            FlashJournal.Wipe(storage);
            Assert.AreEqual(VolumeState.Blank, JournalMarker.Look(storage));
        }
    }

    [TestMethod]
    public void AFailingStepStopsTheJournalAndTheNextBootFindsOldOrNew()
    {
        SimulatedStorage start = new();
        FlashJournal.Format(start, JournalStory.Hmac, JournalStory.Key, JournalStory.VolumeId(1), 2);
        JournalStep[] steps =
        [
            JournalStep.Attach(0, JournalStory.Content(1, 100), JournalStory.Content(2, 100)),
            JournalStep.Commit(1, JournalStory.Content(3, 100)),
        ];
        JournalModel[] models = [new(2), new JournalModel(2).After(steps[0]), new JournalModel(2).After(steps[0]).After(steps[1])];

        SimulatedStorage clean = start.Fork();
        FlashJournal cleanJournal = FlashJournal.Open(clean, JournalStory.Hmac, JournalStory.Key);
        long opened = clean.OperationCount;
        List<StorageOperation> trace = [];
        clean.Trace = trace;
        foreach (JournalStep step in steps)
        {
            step.Run(cleanJournal);
        }

        foreach (PowerCut failure in PowerCut.Every(trace))
        {
            SimulatedStorage storage = start.Fork();
            FlashJournal journal = FlashJournal.Open(storage, JournalStory.Hmac, JournalStory.Key);
            Assert.AreEqual(opened, storage.OperationCount);
            storage.FailAt(storage.OperationCount + failure.Operation, failure.Outcome);
            int done = 0;
            Assert.ThrowsException<Hardware.StorageException>(() =>
            {
                for (; done < steps.Length; done++)
                {
                    steps[done].Run(journal);
                }
            });
            Assert.IsTrue(journal.IsStopped);
            Assert.ThrowsException<FaultException>(() => steps[done].Run(journal));

            storage.CutPower();
            storage.PowerOn();
            FlashJournal again = FlashJournal.Open(storage, JournalStory.Hmac, JournalStory.Key);
            Assert.IsTrue(models[done].Difference(again) == null || models[done + 1].Difference(again) == null, failure.ToString());
        }
    }

    [TestMethod]
    public void AFullVolumeFailsBeforeAnythingIsPromised()
    {
        SimulatedStorage storage = new(blockCount: 20);
        Assert.ThrowsException<Hardware.StorageException>(
            () => FlashJournal.Format(storage, JournalStory.Hmac, JournalStory.Key, JournalStory.VolumeId(1)));
        Assert.AreNotEqual(VolumeState.Provisioned, JournalMarker.Look(storage));

        SimulatedStorage wide = new(blockCount: 64);
        FlashJournal journal = FlashJournal.Format(wide, JournalStory.Hmac, JournalStory.Key, JournalStory.VolumeId(1));
        for (int slot = 0; slot < journal.SlotCountMax; slot++)
        {
            journal.Commit(slot, JournalStory.Content(slot, 415), JournalStory.Content(slot, 480));
        }

        Assert.AreEqual(21, FlashJournal.Open(wide, JournalStory.Hmac, JournalStory.Key).SlotCountMax);
    }
}
