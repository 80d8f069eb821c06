namespace Holdfast.HistoryWorld;

/// <summary>What kind of promise broke.</summary>
public enum ViolationKind
{
    /// <summary>Somebody holds what takes money that the device did not agree to give.</summary>
    Loss,

    /// <summary>The device stopped although its storage kept every promise.</summary>
    Fault,

    /// <summary>A node that does everything right was refused, or two honest nodes do not agree.</summary>
    Liveness,

    /// <summary>A promise about the answers themselves: a repeat that differs, a prepare that writes or disagrees.</summary>
    Answer,

    /// <summary>A signature that was given for one kind of thing is valid for another.</summary>
    Confusion,

    /// <summary>Something was signed that must not follow what was signed before.</summary>
    Order,
}

/// <summary>An invariant broke.</summary>
public sealed class ViolationException(ViolationKind kind, string sentence) : Exception(sentence)
{
    public ViolationKind Kind { get; } = kind;
}
