using Holdfast.Journal;

namespace Holdfast.PowerLoss.Journal;

/// <summary>One thing that the firmware asks of its journal.</summary>
public sealed record JournalStep(JournalStepKind Kind, int Slot, byte[] Record, byte[] Attachment)
{
    public static JournalStep Commit(int slot, byte[] record) => new(JournalStepKind.Commit, slot, record, []);

    public static JournalStep Attach(int slot, byte[] record, byte[] attachment) => new(JournalStepKind.Attach, slot, record, attachment);

    public static JournalStep Remove(int slot) => new(JournalStepKind.Remove, slot, [], []);

    public void Run(FlashJournal journal)
    {
        switch (Kind)
        {
            case JournalStepKind.Commit:
                journal.Commit(Slot, Record);
                break;
            case JournalStepKind.Attach:
                journal.Commit(Slot, Record, Attachment);
                break;
            case JournalStepKind.Remove:
                journal.CommitRemoval(Slot);
                break;
        }
    }
}

/// <summary>The kinds of <see cref="JournalStep"/>.</summary>
public enum JournalStepKind
{
    Commit,
    Attach,
    Remove,
}
