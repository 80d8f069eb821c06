using Holdfast.Bytes;
using Holdfast.Journal;
using Holdfast.SimulatedSigner;

namespace Holdfast.PowerLoss.Journal;

/// <summary>A volume with a past: its images and receipts at every moment between two steps, and what it held then.</summary>
public sealed class JournalHistory
{
    private const int Slots = 2;

    private static readonly JournalStep[] s_steps =
    [
        JournalStep.Attach(0, JournalStory.Content(1, 60), JournalStory.Content(2, 60)),
        JournalStep.Commit(1, JournalStory.Content(3, 60)),
        JournalStep.Commit(0, JournalStory.Content(4, 60)),
        JournalStep.Commit(0, JournalStory.Content(5, 60)),
        JournalStep.Remove(1),
        JournalStep.Commit(1, JournalStory.Content(6, 60)),
        JournalStep.Commit(0, JournalStory.Content(7, 60)),
    ];

    private readonly List<JournalModel> _models = [];
    private readonly int _volume;

    public JournalHistory(int volume = 1)
    {
        _volume = volume;
        Replay(new SimulatedStorage());
    }

    public List<SimulatedStorage> Images { get; } = [];

    public List<byte[]> Receipts { get; } = [];

    public SimulatedStorage Newest => Images[^1];

    public byte[] Receipt => Receipts[^1];

    public JournalModel End => _models[^1];

    /// <summary>Lives the same life on another volume.</summary>
    public void Replay(SimulatedStorage storage)
    {
        bool isFirst = Images.Count == 0;
        FlashJournal journal = FlashJournal.Format(storage, JournalStory.Hmac, JournalStory.Key, JournalStory.VolumeId(_volume), Slots);
        JournalModel model = new(Slots);
        for (int i = 0; ; i++)
        {
            if (isFirst)
            {
                Images.Add(storage.Fork());
                Receipts.Add(journal.Receipt());
                _models.Add(model);
            }

            if (i == s_steps.Length)
            {
                return;
            }

            s_steps[i].Run(journal);
            model = model.After(s_steps[i]);
        }
    }

    /// <summary>Opens without and with the host's receipt, and an owner who agrees to everything; the newest state or a refusal, nothing else.</summary>
    public void RequireNewestOrRefused(SimulatedStorage storage, string what)
    {
        foreach (byte[]? receipt in new byte[]?[] { null, Receipt })
        {
            if (TryOpen(storage.Fork(), receipt) is FlashJournal journal)
            {
                Assert.AreEqual("", Difference(journal), what);
            }
        }
    }

    /// <summary>True when it opened as an older state, or as another volume, which the receipt must then expose.</summary>
    public bool RequireAuthenticOrRefused(SimulatedStorage storage, string what)
    {
        Assert.AreEqual("", TryOpen(storage.Fork(), Receipt) is FlashJournal vouched && vouched.CompareReceipt(Receipt) == ReceiptComparison.Same
            ? Difference(vouched)
            : "", what);
        if (TryOpen(storage, null) is not FlashJournal journal)
        {
            return false;
        }

        Assert.IsTrue(_models.Any(model => model.Difference(journal) == null), $"{what}: a state that never was");
        if (!Check.Same(journal.VolumeId, JournalStory.VolumeId(_volume)))
        {
            // A whole volume of another provisioning under the same key: sound in itself, and not what the host knows.
            Assert.AreEqual(ReceiptComparison.Foreign, journal.CompareReceipt(Receipt), what);
            return true;
        }

        bool isOlder = journal.Sequence != End.Sequence;
        Assert.AreEqual(isOlder ? ReceiptComparison.DeviceOlder : ReceiptComparison.Same, journal.CompareReceipt(Receipt), what);
        return isOlder;
    }

    private static FlashJournal? TryOpen(SimulatedStorage storage, byte[]? receipt)
    {
        try
        {
            return FlashJournal.Open(new JournalRecovery(storage, JournalStory.Hmac, JournalStory.Key, receipt), hasOwnerAgreed: true);
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
        if (journal.Sequence == End.Sequence + 1)
        {
            difference = End.After(JournalStep.Commit(0, JournalStory.Content(7, 60))).Difference(journal);
        }

        return difference ?? "";
    }
}
