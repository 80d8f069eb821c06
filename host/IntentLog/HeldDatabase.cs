using System.Security.Cryptography;
using Microsoft.Data.Sqlite;

namespace Holdfast.IntentLog;

/// <summary>
/// What kind of file it is: its name in sentences, that of its schema in a database of many, its marks and its tables. Among them is one of named values,
/// <c>state (name TEXT PRIMARY KEY, value BLOB NOT NULL)</c>. The upgrade makes a file of the version before one of this version; it is empty when there is none.
/// </summary>
internal sealed record DatabaseForm(string Noun, string Schema, int ApplicationId, int Version, string Tables, string Upgrade = "");

/// <summary>
/// One SQLite file with one holder, whose writes are durable when they return. After a disk error the file is opened and read anew at the next call, under the same
/// lock; if the lock file was removed by hand, the older holder notices at its next write and stops. Writes are one at a time.
/// </summary>
internal sealed class HeldDatabase : ILogDatabase
{
    private readonly object _gate = new();
    private readonly string _path;
    private readonly DatabaseForm _form;
    private readonly IntentStoreOptions _options;
    private readonly HolderLock _lock;
    private readonly byte[] _holder = RandomNumberGenerator.GetBytes(16);
    private Statements _statements;
    private IntentStoreException? _stopped;
    private bool _disposed;

    private HeldDatabase(string path, DatabaseForm form, IntentStoreOptions options, HolderLock holderLock, Statements statements)
    {
        _path = path;
        _form = form;
        _options = options;
        _lock = holderLock;
        _statements = statements;
    }

    public string Name => _path;

    public long Fence => 0;

    /// <summary>Opens or creates the file and becomes its only holder.</summary>
    /// <exception cref="IntentStoreException">Held by another process, not writable, foreign or damaged.</exception>
    public static HeldDatabase Open(string path, DatabaseForm form, IntentStoreOptions options)
    {
        string fullPath = System.IO.Path.GetFullPath(path);
        HolderLock holderLock = HolderLock.Take(fullPath, form.Noun);
        Statements? statements = null;
        try
        {
            statements = new Statements(DatabaseFile.OpenForWriting(fullPath, form, options));
            HeldDatabase database = new(fullPath, form, options, holderLock, statements);
            database.Put("holder", database._holder);
            return database;
        }
        catch (SqliteException error)
        {
            statements?.Dispose();
            holderLock.Dispose();
            throw IntentStoreException.From(error, form, fullPath);
        }
        catch
        {
            statements?.Dispose();
            holderLock.Dispose();
            throw;
        }
    }

    /// <summary>Folds the write-ahead log into the database and lets go of the lock.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            try
            {
                _statements.Run("PRAGMA wal_checkpoint(TRUNCATE)");
            }
            catch (SqliteException)
            {
                // Tidying only: everything is in the write-ahead log, and the next Open folds it in.
            }

            _statements.Dispose();
            _lock.Dispose();
        }
    }

    /// <summary>A full file must say so before anything is done, not when what came of it has to be kept: the last part is for that.</summary>
    public void RequireRoom()
    {
        const int reservePages = 64;
        long used = (long)_statements.Scalar("PRAGMA page_count")! - (long)_statements.Scalar("PRAGMA freelist_count")!;
        if (used > (long)_statements.Scalar("PRAGMA max_page_count")! - reservePages)
        {
            throw new IntentStoreException(IntentStoreFault.DiskFull, "the " + _form.Noun + " " + _path + " is full: it has reached its configured size");
        }
    }

    /// <summary>Keeps a named value.</summary>
    public void Put(string name, byte[] value) => _statements.Of(
        "INSERT INTO state (name, value) VALUES ($name, $value) ON CONFLICT (name) DO UPDATE SET value = $value",
        ("$name", name),
        ("$value", value)).ExecuteNonQuery();

    /// <summary>One transaction, durable on return; when it throws, nothing of it happened.</summary>
    public T Write<T>(Func<LogStatements, T> change)
    {
        lock (_gate)
        {
            RequireUsable();
            bool committed = false;
            try
            {
                _statements.Run("BEGIN IMMEDIATE");
                byte[]? holder = (byte[]?)_statements.Scalar("SELECT value FROM state WHERE name = 'holder'");
                if (holder is null || !holder.AsSpan().SequenceEqual(_holder))
                {
                    throw new IntentStoreException(IntentStoreFault.Held, "another process took over the " + _form.Noun + " " + _path);
                }

                T result = change(_statements);
                _statements.Run("COMMIT");
                committed = true;
                return result;
            }
            catch (SqliteException error)
            {
                throw Remember(IntentStoreException.From(error, _form, _path));
            }
            catch (IntentStoreException error)
            {
                throw Remember(error);
            }
            finally
            {
                if (!committed)
                {
                    RollBack();
                }
            }
        }
    }

    /// <summary>SQLite has already rolled back by itself after some errors, a full disk among them; then there is nothing left to do.</summary>
    private void RollBack()
    {
        try
        {
            _statements.Run("ROLLBACK");
        }
        catch (SqliteException)
        {
        }
    }

    public T Read<T>(Func<LogStatements, T> look)
    {
        lock (_gate)
        {
            RequireUsable();
            try
            {
                return look(_statements);
            }
            catch (SqliteException error)
            {
                throw Remember(IntentStoreException.From(error, _form, _path));
            }
        }
    }

    /// <summary>The kernel's lock ends with this process and not before, and each write looks at the holder's token.</summary>
    public void RequireHolder()
    {
    }

    private IntentStoreException Remember(IntentStoreException error)
    {
        if (error.StopsTheStore)
        {
            _stopped = error;
        }

        return error;
    }

    private void RequireUsable()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_stopped is { Fault: IntentStoreFault.DiskError })
        {
            OpenAgain();
        }

        if (_stopped is not null)
        {
            throw new IntentStoreException(_stopped.Fault, _stopped.Message, _stopped);
        }
    }

    /// <summary>
    /// After a disk error nobody knows what the file holds until it is opened and read anew. This process still holds the lock, so nobody else wrote
    /// meanwhile; whether the last write survived is seen then, and nothing was done of which that write should have told.
    /// </summary>
    private void OpenAgain()
    {
        try
        {
            Statements fresh = new(DatabaseFile.OpenForWriting(_path, _form, _options));
            _statements.Dispose();
            _statements = fresh;
            _stopped = null;
        }
        catch (SqliteException error)
        {
            _stopped = IntentStoreException.From(error, _form, _path);
        }
        catch (IntentStoreException error)
        {
            _stopped = error;
        }
    }

    /// <summary>For tests: the disk fails now.</summary>
    public void FailAsByDisk() => Remember(new IntentStoreException(IntentStoreFault.DiskError, "the disk of " + _path + " failed"));
}
