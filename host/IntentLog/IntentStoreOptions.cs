namespace Holdfast.IntentLog;

/// <summary>The bounds of an intent log.</summary>
public sealed record IntentStoreOptions
{
    /// <summary>How many closed intents stay readable, with request and reply. Older ones are deleted when newer ones close.</summary>
    public int AuditCount { get; init; } = 1000;

    /// <summary>The database never grows beyond this; reaching it is <see cref="IntentStoreFault.DiskFull"/>. At least 1 MiB.</summary>
    public long SizeBytesMax { get; init; } = 1L << 30;

    /// <summary>How long a write waits for a short reader, such as a doctor that looks at the log.</summary>
    public int BusyTimeoutSeconds { get; init; } = 5;

    /// <summary>The calendar of the audit trail. Nothing depends on it.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
