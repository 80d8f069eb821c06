using Holdfast.Journal;

namespace Holdfast.PowerLoss.Journal;

/// <summary>What a journal must hold, kept in the plainest way. Immutable: a step gives the next model.</summary>
public sealed class JournalModel
{
    private readonly (byte[] Record, byte[]? Attachment)?[] _slots;

    /// <summary>A freshly formatted journal.</summary>
    public JournalModel(int slotCount)
        : this(1, new (byte[], byte[]?)?[slotCount])
    {
    }

    private JournalModel(ulong sequence, (byte[] Record, byte[]? Attachment)?[] slots)
    {
        Sequence = sequence;
        _slots = slots;
    }

    public ulong Sequence { get; }

    public bool IsUsed(int slot) => _slots[slot] != null;

    public JournalModel After(JournalStep step)
    {
        (byte[] Record, byte[]? Attachment)?[] slots = [.. _slots];
        slots[step.Slot] = step.Kind switch
        {
            JournalStepKind.Commit => (step.Record, slots[step.Slot]?.Attachment),
            JournalStepKind.Attach => (step.Record, step.Attachment),
            _ => null,
        };
        return new JournalModel(Sequence + 1, slots);
    }

    /// <summary>Where a journal differs from the model; null when it does not.</summary>
    public string? Difference(FlashJournal journal)
    {
        if (journal.Sequence != Sequence)
        {
            return $"sequence {journal.Sequence} instead of {Sequence}";
        }

        return DifferenceOfRecords(journal);
    }

    /// <summary>The same without the number of the newest commit.</summary>
    public string? DifferenceOfRecords(FlashJournal journal)
    {
        for (int slot = 0; slot < _slots.Length; slot++)
        {
            if (journal.IsUsed(slot) != IsUsed(slot))
            {
                return $"slot {slot} is {(IsUsed(slot) ? "free" : "used")}";
            }

            if (!Same(journal.Record(slot), _slots[slot]?.Record) || !Same(journal.Attachment(slot), _slots[slot]?.Attachment))
            {
                return $"slot {slot} has another content";
            }
        }

        return null;
    }

    private static bool Same(byte[]? left, byte[]? right) =>
        left == null || right == null ? left == right : left.AsSpan().SequenceEqual(right);
}
