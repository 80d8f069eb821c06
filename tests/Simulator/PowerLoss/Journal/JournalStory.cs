using Holdfast.Bytes;
using Holdfast.Hardware;
using Holdfast.Journal;
using Holdfast.SimulatedSigner;

namespace Holdfast.PowerLoss.Journal;

/// <summary>
/// A series of journal steps that is played to its end through any cuts. After every boot the journal must hold exactly the state of the
/// last step that returned, or that of the step that was cut, and a cut must never pass for damage that needs the owner; then the caller goes on
/// as a signer would: it repeats what is missing.
/// </summary>
public sealed class JournalStory
{
    private static readonly byte[] s_key = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];
    private static readonly IHmac s_hmac = new NativeHmac();

    private readonly SimulatedStorage _start;
    private readonly IReadOnlyList<JournalStep> _steps;
    private readonly JournalModel[] _models;

    public JournalStory(int slotCount, IReadOnlyList<JournalStep> steps)
    {
        _start = new SimulatedStorage(64);
        FlashJournal.Format(_start, s_hmac, s_key, VolumeId(1), slotCount);
        _steps = steps;
        _models = new JournalModel[steps.Count + 1];
        _models[0] = new JournalModel(slotCount);
        for (int i = 0; i < steps.Count; i++)
        {
            _models[i + 1] = _models[i].After(steps[i]);
        }
    }

    public static byte[] Key => s_key;

    public static IHmac Hmac => s_hmac;

    /// <summary>How the story ends.</summary>
    public JournalModel End => _models[^1];

    public static byte[] VolumeId(int number) => [.. Enumerable.Range(0, 16).Select(i => (byte)(number + (i * 5)))];

    /// <summary>Bytes that name their origin, of a length that exercises padding.</summary>
    public static byte[] Content(int number, int lengthBytes) =>
        [.. Enumerable.Range(0, lengthBytes).Select(i => (byte)((number * 41) + (i * 3)))];

    /// <summary>All slots, attachments, removal and reuse, commits in a row and alternating.</summary>
    public static JournalStory Standard(int slotCount = 3) => new(slotCount,
    [
        JournalStep.Attach(0, Content(1, 300), Content(2, 480)),
        JournalStep.Commit(0, Content(3, 415)),
        JournalStep.Commit(0, Content(4, 200)),
        JournalStep.Attach(1, Content(5, 10), Content(6, 1)),
        JournalStep.Commit(0, Content(7, 380)),
        JournalStep.Commit(1, Content(8, 0)),
        JournalStep.Attach(0, Content(9, 100), Content(10, 300)),
        JournalStep.Remove(1),
        JournalStep.Attach(1, Content(11, 5), Content(12, 400)),
        JournalStep.Remove(0),
        JournalStep.Commit(0, Content(13, 50)),
    ]);

    /// <summary>Plays the story with these cuts and returns the operations of each powered phase.</summary>
    public List<List<StorageOperation>> Play(IReadOnlyList<PowerCut> cuts, CutCount count)
    {
        SimulatedStorage storage = _start.Fork();
        List<List<StorageOperation>> phases = [];
        int position = 0;
        bool isInFlight = false;
        byte[]? receipt = null;
        int happened = 0;
        while (true)
        {
            List<StorageOperation> trace = [];
            phases.Add(trace);
            storage.Trace = trace;
            if (happened < cuts.Count)
            {
                storage.CutPowerAt(storage.OperationCount + cuts[happened].Operation, cuts[happened].Outcome);
            }

            try
            {
                FlashJournal journal = FlashJournal.Open(storage, s_hmac, s_key);
                if (isInFlight && journal.Sequence == _models[position + 1].Sequence)
                {
                    position++;
                    Compare(journal, position, receipt, ReceiptComparison.DeviceAhead, cuts, count);
                }
                else
                {
                    Compare(journal, position, receipt, ReceiptComparison.Same, cuts, count);
                }

                receipt = journal.Receipt();
                for (isInFlight = true; position < _steps.Count; position++)
                {
                    _steps[position].Run(journal);
                    receipt = journal.Receipt();
                }

                break;
            }
            catch (PowerCutException)
            {
                happened++;
                storage.PowerOn();
            }
            catch (Exception exception) when (exception is FaultException or StorageException or MalformedException)
            {
                count.Violation($"{Describe(cuts)}: step {position}: {exception.Message}");
                break;
            }
        }

        if (happened != cuts.Count)
        {
            count.Violation($"{Describe(cuts)}: only {happened} of the cuts happened");
        }

        count.Ran();
        count.Cut(happened);
        count.Recovered(phases.Count - 1);
        CheckEnd(storage, cuts, count);
        return phases;
    }

    /// <summary>Every single cut.</summary>
    public void PlayEveryCut(CutCount count)
    {
        foreach (PowerCut cut in PowerCut.Every(Play([], count)[0]))
        {
            Play([cut], count);
        }
    }

    /// <summary>Every pair of cuts: the second one in the recovery from the first, or anywhere after it.</summary>
    public void PlayEveryPair(CutCount count) => PlayPairs(PowerCut.Every, count);

    /// <summary>Every pair of cuts that can leave different contents.</summary>
    public void PlayDistinctPairs(CutCount count) => PlayPairs(PowerCut.Distinct, count);

    private void PlayPairs(Func<IReadOnlyList<StorageOperation>, IEnumerable<PowerCut>> choose, CutCount count)
    {
        PowerCut[] first = [.. choose(Play([], count)[0])];
        Parallel.ForEach(first, cut =>
        {
            foreach (PowerCut second in choose(Play([cut], count)[1]))
            {
                Play([cut, second], count);
            }
        });
    }

    private static string Describe(IEnumerable<PowerCut> cuts) => string.Join(", then ", cuts.Select(cut => $"cut in {cut.Operation} leaving {cut.Outcome}"));

    private void Compare(
        FlashJournal journal,
        int position,
        byte[]? receipt,
        ReceiptComparison expected,
        IReadOnlyList<PowerCut> cuts,
        CutCount count)
    {
        string? difference = _models[position].Difference(journal);
        if (difference != null)
        {
            count.Violation($"{Describe(cuts)}: at step {position} {difference}");
        }

        if (receipt != null && journal.CompareReceipt(receipt) != expected)
        {
            count.Violation($"{Describe(cuts)}: at step {position} the receipt says {journal.CompareReceipt(receipt)} instead of {expected}");
        }
    }

    private void CheckEnd(SimulatedStorage storage, IReadOnlyList<PowerCut> cuts, CutCount count)
    {
        try
        {
            storage.Trace = null;
            Compare(FlashJournal.Open(storage, s_hmac, s_key), _steps.Count, null, ReceiptComparison.Same, cuts, count);
        }
        catch (FaultException exception)
        {
            count.Violation($"{Describe(cuts)}: after the end: {exception.Message}");
        }
    }
}
