using Holdfast.Bytes;
using Holdfast.Journal;
using Holdfast.SimulatedSigner;

namespace Holdfast.PowerLoss.Journal;

/// <summary>
/// Flash rots, falls back, is formatted or restored by a thief. Whatever is done to the files, the journal opens with exactly the newest
/// state, or (all files from one older moment) with a state that the host's anchor exposes, or not at all. Never with anything else.
/// </summary>
[TestClass]
public class JournalRotTests
{
    private const int Slots = 2;

    [TestMethod]
    public void AWrongByteChangesNothingOrIsRefused()
    {
        History history = new();
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
        History history = new();
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
        History history = new();
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
    public void ADirectoryThatFallsBackChangesNothingOrIsRefused()
    {
        History history = new();
        FallBack(history, (storage, what) => history.RequireNewestOrRefused(storage, what));
    }

    [TestMethod]
    public void AHeadThatFallsBackBeforeItsSlotFileIsWrittenIsExposedByTheAnchor()
    {
        // The one window in which the newest state lies on flash only once: after the commit, before the idle work.
        History history = new(endsIdle: false);
        FallBack(history, (storage, what) => history.RequireAuthenticOrRefused(storage, what));
    }

    private static void FallBack(History history, Action<SimulatedStorage, string> require)
    {
        foreach (string directory in new[] { "a", "b", "00", "01" })
        {
            for (int commits = 1; commits < 16; commits++)
            {
                SimulatedStorage storage = new() { KeepsHistory = true };
                history.Replay(storage);
                if (storage.RollBackDirectory(directory, commits))
                {
                    require(storage, $"{directory} by {commits}");
                }
            }
        }
    }

    [TestMethod]
    public void EveryMixtureOfFilesFromDifferentMomentsIsTheNewestRefusedOrExposed()
    {
        History history = new();
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

        Assert.IsTrue(older > 0, "some mixtures are consistent older states: those the anchor must expose");
    }

    [TestMethod]
    public void AnOlderImageOpensAndTheAnchorExposesIt()
    {
        History history = new();
        for (int i = 0; i < history.Images.Count - 1; i++)
        {
            FlashJournal journal = Open(history.Images[i].Fork(), null);
            if (journal.Sequence < history.End.Sequence)
            {
                Assert.AreEqual(AnchorComparison.DeviceOlder, journal.CompareAnchor(history.Anchor), $"moment {i}");
            }
        }
    }

    [TestMethod]
    public void ASecondHistoryOfTheSameLengthIsForeignToTheAnchor()
    {
        History history = new();
        SimulatedStorage storage = history.Images[^3].Fork();
        FlashJournal journal = Open(storage, null);
        for (int i = 0; journal.Sequence < history.End.Sequence; i++)
        {
            journal.Commit(0, JournalStory.Content(200 + i, 30));
        }

        Assert.AreEqual(AnchorComparison.Foreign, journal.CompareAnchor(history.Anchor));
        journal.Commit(0, JournalStory.Content(230, 30));
        Assert.AreEqual(AnchorComparison.Foreign, journal.CompareAnchor(history.Anchor), "one ahead is checked against the entry before");
    }

    [TestMethod]
    public void ALoneHeadCountsOnlyWithTheAnchorThatNamesIt()
    {
        History history = new();
        byte[] anchorBefore = history.Anchors[^3];
        byte[] anchorLongBefore = history.Anchors[^4];
        foreach (string head in new[] { "a/h", "b/h" })
        {
            SimulatedStorage damaged = history.Newest.Fork();
            damaged.FlipBit(head, 1000);

            Assert.ThrowsException<FaultException>(() => Open(damaged.Fork(), null));
            Assert.ThrowsException<FaultException>(() => Open(damaged.Fork(), anchorLongBefore));
            Assert.ThrowsException<FaultException>(() => Open(damaged.Fork(), new byte[24]));
            foreach (byte[] anchor in new[] { history.Anchor, anchorBefore })
            {
                SimulatedStorage storage = damaged.Fork();
                FlashJournal journal = Open(storage, anchor);
                Assert.IsTrue(journal.WasVouchedByAnchor);
                Assert.IsTrue(journal.Repairs > 0);
                Assert.IsTrue(history.End.Sequence <= journal.Sequence && journal.Sequence <= history.End.Sequence + 1);
                Assert.AreEqual(AnchorComparison.DeviceAhead, AheadOrSame(journal.CompareAnchor(anchor)));

                FlashJournal again = Open(storage, null);
                Assert.IsFalse(again.WasVouchedByAnchor, "both heads are sound again");
                Assert.AreEqual(0, again.Repairs);
            }
        }
    }

    [TestMethod]
    public void HealingALoneHeadCanBeCutAnywhere()
    {
        History history = new();
        foreach (string head in new[] { "a/h", "b/h" })
        {
            SimulatedStorage damaged = history.Newest.Fork();
            damaged.FlipBit(head, 1000);
            SimulatedStorage clean = damaged.Fork();
            List<StorageOperation> trace = [];
            clean.Trace = trace;
            FlashJournal healed = Open(clean, history.Anchor);
            foreach (PowerCut cut in PowerCut.Every(trace))
            {
                SimulatedStorage storage = damaged.Fork();
                storage.CutPowerAt(cut.Operation, cut.Outcome);
                Assert.ThrowsException<PowerCutException>(() => Open(storage, history.Anchor));
                storage.PowerOn();
                FlashJournal again = Open(storage, history.Anchor);
                Assert.AreEqual(healed.Sequence, again.Sequence, cut.ToString());
                Assert.IsTrue(Check.Same(healed.Record(0), again.Record(0)) && Check.Same(healed.Record(1), again.Record(1)));
            }
        }
    }

    [TestMethod]
    public void MarginalReadsAreRetried()
    {
        History history = new();
        foreach (string path in history.Newest.Paths)
        {
            SimulatedStorage storage = history.Newest.Fork();
            storage.MakeMarginal(path, badReads: 4);
            FlashJournal journal = Open(storage, null);
            Assert.IsNull(history.End.Difference(journal), path);
            Assert.AreEqual(0, journal.Repairs, path);
        }
    }

    [TestMethod]
    public void AFormattedVolumeIsNotAFreshOne()
    {
        History history = new();
        SimulatedStorage storage = history.Newest.Fork();
        storage.FormatVolume();
        Assert.AreEqual(VolumeState.Blank, JournalMarker.Look(storage));
        StringAssert.Contains(Assert.ThrowsException<FaultException>(() => Open(storage, null)).Message, "formatted");
    }

    [TestMethod]
    public void AHeadThatRotsBeforeItsSlotFileIsWrittenIsLostAndSaysSo()
    {
        History history = new(endsIdle: false);
        SimulatedStorage storage = history.Newest.Fork();
        storage.FlipBit(JournalLayout.HeadPath(history.End.Sequence), 1000);
        Assert.ThrowsException<FaultException>(() => Open(storage.Fork(), history.Anchor));
        Assert.ThrowsException<FaultException>(() => Open(storage.Fork(), null));
        Assert.AreEqual(history.End.Sequence, Open(storage, history.Anchors[^2]).Sequence, "a host that never saw the reply may go on");
    }

    private static AnchorComparison AheadOrSame(AnchorComparison comparison) =>
        comparison == AnchorComparison.Same ? AnchorComparison.DeviceAhead : comparison;

    private static FlashJournal Open(SimulatedStorage storage, byte[]? anchor) =>
        FlashJournal.Open(storage, JournalStory.Hmac, JournalStory.Key, anchor);

    /// <summary>A volume with a past: its images and anchors at every moment between two steps, and what it held then.</summary>
    private sealed class History
    {
        private static readonly JournalStep[] s_steps =
        [
            JournalStep.Attach(0, JournalStory.Content(1, 60), JournalStory.Content(2, 60)),
            JournalStep.Idle(),
            JournalStep.Commit(1, JournalStory.Content(3, 60)),
            JournalStep.Commit(0, JournalStory.Content(4, 60)),
            JournalStep.Commit(0, JournalStory.Content(5, 60)),
            JournalStep.Idle(),
            JournalStep.Remove(1),
            JournalStep.Commit(1, JournalStory.Content(6, 60)),
            JournalStep.Commit(0, JournalStory.Content(7, 60)),
        ];

        private readonly List<JournalModel> _models = [];
        private readonly JournalStep[] _steps;

        public History(bool endsIdle = true)
        {
            _steps = endsIdle ? [.. s_steps, JournalStep.Idle()] : s_steps;
            Replay(new SimulatedStorage());
        }

        public List<SimulatedStorage> Images { get; } = [];

        public List<byte[]> Anchors { get; } = [];

        public SimulatedStorage Newest => Images[^1];

        public byte[] Anchor => Anchors[^1];

        public JournalModel End => _models[^1];

        /// <summary>Lives the same life on another volume.</summary>
        public void Replay(SimulatedStorage storage)
        {
            bool isFirst = Images.Count == 0;
            FlashJournal journal = FlashJournal.Format(storage, JournalStory.Hmac, JournalStory.Key, JournalStory.VolumeId(1), Slots);
            JournalModel model = new(Slots);
            for (int i = 0; ; i++)
            {
                if (isFirst)
                {
                    Images.Add(storage.Fork());
                    Anchors.Add(journal.Anchor());
                    _models.Add(model);
                }

                if (i == _steps.Length)
                {
                    return;
                }

                _steps[i].Run(journal);
                model = model.After(_steps[i]);
            }
        }

        /// <summary>Opens without and with the host's anchor; the newest state or a refusal, nothing else.</summary>
        public void RequireNewestOrRefused(SimulatedStorage storage, string what)
        {
            foreach (byte[]? anchor in new byte[]?[] { null, Anchor })
            {
                if (TryOpen(storage.Fork(), anchor) is FlashJournal journal)
                {
                    Assert.AreEqual("", Difference(journal), what);
                }
            }
        }

        /// <summary>True when it opened as an older state, which the anchor must then expose.</summary>
        public bool RequireAuthenticOrRefused(SimulatedStorage storage, string what)
        {
            Assert.AreEqual("", TryOpen(storage.Fork(), Anchor) is FlashJournal vouched && vouched.CompareAnchor(Anchor) == AnchorComparison.Same
                ? Difference(vouched)
                : "", what);
            if (TryOpen(storage, null) is not FlashJournal journal)
            {
                return false;
            }

            Assert.IsTrue(_models.Any(model => model.Difference(journal) == null), $"{what}: a state that never was");
            bool isOlder = journal.Sequence != End.Sequence;
            Assert.AreEqual(isOlder ? AnchorComparison.DeviceOlder : AnchorComparison.Same, journal.CompareAnchor(Anchor), what);
            return isOlder;
        }

        private static FlashJournal? TryOpen(SimulatedStorage storage, byte[]? anchor)
        {
            try
            {
                return JournalRotTests.Open(storage, anchor);
            }
            catch (FaultException)
            {
                return null;
            }
        }

        /// <summary>A lone head that was vouched for is committed once more: same records, next number.</summary>
        private string Difference(FlashJournal journal)
        {
            string? difference = End.Difference(journal);
            if (journal.WasVouchedByAnchor && journal.Sequence == End.Sequence + 1)
            {
                difference = End.After(JournalStep.Commit(0, JournalStory.Content(7, 60))).Difference(journal);
            }

            return difference ?? "";
        }
    }
}
