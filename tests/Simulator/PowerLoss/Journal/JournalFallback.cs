using Holdfast.Bytes;
using Holdfast.Journal;
using Holdfast.SimulatedSigner;

namespace Holdfast.PowerLoss.Journal;

/// <summary>
/// Files that fall back to an earlier content of their own: authentic, and older. After every commit of a story, and after a cut in each of its
/// operations, one directory or two of them fall back, by every number of commits that makes a difference; then the device boots with the host's
/// true receipt, with an older one, or with none, and with an owner who agrees to everything.
/// <para>
/// A volume that opens must hold the newest state that was ever released, or the one whose commit was cut. One pair can show less, and only with
/// a host that shows no newer receipt: both copies of the newest entry at once. With the true receipt that pair is found out as well.
/// </para>
/// <para>
/// One directory alone never costs its owner the device: with the true receipt the volume opens. Only a cut between the entry that replaces an
/// attachment and the second copy of that attachment leaves one copy for a moment; damage on top of that cut may be refused.
/// </para>
/// </summary>
public sealed class JournalFallback(CutCount count)
{
    private const int Slots = 3;
    private const int ReceiptsKept = 4;

    private static readonly JournalStep[] s_steps =
    [
        JournalStep.Attach(0, JournalStory.Content(1, 60), JournalStory.Content(2, 60)),
        JournalStep.Commit(1, JournalStory.Content(3, 60)),
        JournalStep.Commit(0, JournalStory.Content(4, 60)),
        JournalStep.Commit(0, JournalStory.Content(5, 60)),
        JournalStep.Attach(1, JournalStory.Content(6, 300), JournalStory.Content(7, 90)),
        JournalStep.Commit(1, JournalStory.Content(8, 60)),
        JournalStep.Commit(1, JournalStory.Content(9, 60)),
        JournalStep.Commit(2, JournalStory.Content(10, 60)),
        JournalStep.Commit(0, JournalStory.Content(11, 60)),
        JournalStep.Remove(1),
        JournalStep.Commit(2, JournalStory.Content(12, 60)),
        JournalStep.Commit(2, JournalStory.Content(13, 60)),
        JournalStep.Attach(0, JournalStory.Content(14, 60), JournalStory.Content(15, 400)),
        JournalStep.Commit(1, JournalStory.Content(16, 60)),
    ];

    /// <summary>Volumes that opened although something had fallen back.</summary>
    public int Opened { get; private set; }

    /// <summary>Volumes with both copies of the newest entry gone that opened as the state before, without a receipt that says otherwise.</summary>
    public int Undetectable { get; private set; }

    /// <summary>Volumes that a true receipt found out and nothing else would have.</summary>
    public int FoundOutByReceipt { get; private set; }

    /// <summary>The whole story: with pairs of directories, and after cuts, or only single ones after whole commits.</summary>
    public void Play(bool withPairs, bool withCuts)
    {
        SimulatedStorage storage = new() { KeepsHistory = true };
        FlashJournal journal = FlashJournal.Format(storage, JournalStory.Hmac, JournalStory.Key, JournalStory.VolumeId(1), Slots);
        JournalModel model = new(Slots);
        List<byte[]> receipts = [journal.Receipt()];
        int slot = 0;
        foreach (JournalStep step in s_steps)
        {
            JournalModel next = model.After(step);
            bool isPlain = step.Kind != JournalStepKind.Attach || !model.IsUsed(step.Slot);
            Moment moment = new(model, next, [.. receipts.TakeLast(ReceiptsKept)], NewestCopies(journal.Sequence, slot), isPlain);
            HashSet<string> known = [];
            storage.Branch = !withCuts ? null : (_, _, volume) =>
            {
                if (known.Add(Convert.ToHexString(volume.TakeImage())))
                {
                    count.Cut();
                    FallBack(volume, moment, withPairs);
                }
            };
            step.Run(journal);
            storage.Branch = null;
            model = next;
            slot = step.Slot;
            receipts.Add(journal.Receipt());
            FallBack(storage, new(model, null, [.. receipts.TakeLast(ReceiptsKept)], NewestCopies(journal.Sequence, step.Slot), true), withPairs);
        }
    }

    private static string[] NewestCopies(ulong sequence, int slot) => [JournalLayout.HeadDirectory(sequence), JournalLayout.SlotDirectory(slot)];

    private void FallBack(SimulatedStorage volume, Moment moment, bool withPairs)
    {
        IReadOnlyList<string> directories = volume.DirectoriesWithHistory;
        foreach (string first in directories)
        {
            foreach (int commits in volume.DistinctFallbacks(first))
            {
                SimulatedStorage one = volume.Fork();
                one.RollBackDirectory(first, commits);
                Judge(one, moment, $"{first} back by {commits}", isBlind: false, mustOpen: true);
                foreach (string second in withPairs ? directories.Where(other => string.CompareOrdinal(other, first) > 0) : [])
                {
                    foreach (int more in volume.DistinctFallbacks(second))
                    {
                        SimulatedStorage two = one.Fork();
                        two.RollBackDirectory(second, more);
                        bool isBlind = moment.NewestCopies.Contains(first) && moment.NewestCopies.Contains(second);
                        Judge(two, moment, $"{first} back by {commits}, {second} by {more}", isBlind, mustOpen: false);
                    }
                }
            }
        }
    }

    private void Judge(SimulatedStorage volume, Moment moment, string damage, bool isBlind, bool mustOpen)
    {
        byte[] truth = moment.Receipts[^1];
        foreach (byte[]? receipt in moment.Receipts.Append(null))
        {
            count.Fed();
            FlashJournal journal;
            try
            {
                JournalRecovery recovery = new(volume.Fork(), JournalStory.Hmac, JournalStory.Key, receipt);
                journal = FlashJournal.Open(recovery, hasOwnerAgreed: true);
            }
            catch (FaultException refusal)
            {
                if (mustOpen && receipt == truth && (moment.Next == null || moment.IsPlain))
                {
                    count.Violation($"{damage}, the true receipt: {refusal.Message}");
                }

                continue;
            }

            if (receipt != null && journal.CompareReceipt(receipt) is ReceiptComparison.DeviceOlder or ReceiptComparison.Foreign)
            {
                FoundOutByReceipt++;
                continue;
            }

            Opened++;
            if (IsState(journal, moment.Released) || (moment.Next != null && IsState(journal, moment.Next)))
            {
                continue;
            }

            if (isBlind && receipt != truth)
            {
                Undetectable++;
            }
            else
            {
                count.Violation($"{damage}, {(receipt == null ? "no receipt" : receipt == truth ? "the true receipt" : "an old receipt")}: "
                    + $"opened as {journal.Sequence}, released was {moment.Released.Sequence}");
            }
        }
    }

    // A lone head is committed once more under the next number: the same records.
    private static bool IsState(FlashJournal journal, JournalModel model) => model.DifferenceOfRecords(journal) == null
        && (journal.Sequence == model.Sequence || journal.Sequence == model.Sequence + 1);

    private sealed record Moment(JournalModel Released, JournalModel? Next, byte[][] Receipts, string[] NewestCopies, bool IsPlain);
}
