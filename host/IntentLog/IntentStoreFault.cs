namespace Holdfast.IntentLog;

/// <summary>Why the log cannot promise anything right now. In every case the signer must not be asked.</summary>
public enum IntentStoreFault
{
    /// <summary>Another process holds the log, or took it over.</summary>
    Held,

    /// <summary>No room on the disk, or the configured size is reached. Nothing was written; the call may be repeated later.</summary>
    DiskFull,

    /// <summary>The file or its directory cannot be written.</summary>
    ReadOnly,

    /// <summary>The file cannot be opened or created at all.</summary>
    Unavailable,

    /// <summary>The file is there, but it is not an intent log, or one of a version this code does not know.</summary>
    Foreign,

    /// <summary>The file's content is damaged.</summary>
    Damaged,

    /// <summary>The disk reported an error: whether the last write survived is unknown until the log is opened again.</summary>
    DiskError,

    /// <summary>A reader kept the database busy for too long.</summary>
    Busy,
}
