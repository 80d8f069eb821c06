using Microsoft.Data.Sqlite;

namespace Holdfast.IntentLog;

/// <summary>The log could not make something durable. Thrown by Begin, it means: do not ask the signer.</summary>
public sealed class IntentStoreException : Exception
{
    public IntentStoreException(IntentStoreFault fault, string message, Exception? cause = null)
        : base(message, cause)
    {
        Fault = fault;
    }

    public IntentStoreFault Fault { get; }

    /// <summary>After these the open handle is worthless: nobody knows what the file holds until it is opened and read anew.</summary>
    internal bool StopsTheStore => Fault is IntentStoreFault.Damaged or IntentStoreFault.DiskError or IntentStoreFault.Held;

    /// <summary>Translates SQLite's primary result codes (sqlite.org/rescode.html) into what the caller can do about them.</summary>
    internal static IntentStoreException From(SqliteException cause, DatabaseForm form, string path)
    {
        (IntentStoreFault fault, string sentence) = cause.SqliteErrorCode switch
        {
            5 or 6 => (IntentStoreFault.Busy, "is in use by another reader or writer"),
            8 => (IntentStoreFault.ReadOnly, "is read-only: check its owner, its directory and how the file system is mounted"),
            10 => (IntentStoreFault.DiskError, "had a disk error: open it again to find out what was stored"),
            11 => (IntentStoreFault.Damaged, "is damaged: keep a copy, do not delete it, and compare it with the signer before you continue"),
            13 => (IntentStoreFault.DiskFull, "is full: its disk has no space left, or it has reached its configured size"),
            14 => (IntentStoreFault.Unavailable, "cannot be opened or created: check that its directory exists and can be written"),
            26 => (IntentStoreFault.Foreign, "is no " + form.Noun),
            _ => (IntentStoreFault.DiskError, "failed with SQLite code " + cause.SqliteErrorCode),
        };
        return new IntentStoreException(fault, "the " + form.Noun + " " + path + " " + sentence, cause);
    }
}
