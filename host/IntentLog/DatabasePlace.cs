using Microsoft.Data.Sqlite;

namespace Holdfast.IntentLog;

/// <summary>Where a log or a book is kept: in a file, or in a database that other hosts reach too (`host/PostgresLog`).</summary>
public abstract class DatabasePlace
{
    internal DatabasePlace()
    {
    }

    /// <summary>A file on a local disk.</summary>
    public static DatabasePlace File(string path) => new FilePlace(path);

    /// <summary>Creates the tables where there are none, and becomes the only holder.</summary>
    /// <exception cref="IntentStoreException">Held by another process, not writable, foreign or damaged.</exception>
    internal abstract ILogDatabase Open(DatabaseForm form, IntentStoreOptions options);

    /// <summary>One consistent picture of what somebody else may hold, with the name of the place for sentences. It changes nothing.</summary>
    /// <exception cref="IntentStoreException">Missing, foreign or damaged.</exception>
    internal abstract T Look<T>(DatabaseForm form, Func<LogStatements, string, T> look);

    /// <summary>Becomes another text when something was written; empty when that cannot be seen now.</summary>
    internal abstract string Stamp(DatabaseForm form);

    private sealed class FilePlace(string path) : DatabasePlace
    {
        internal override ILogDatabase Open(DatabaseForm form, IntentStoreOptions options) => HeldDatabase.Open(path, form, options);

        internal override T Look<T>(DatabaseForm form, Func<LogStatements, string, T> look)
        {
            try
            {
                using Statements statements = new(DatabaseFile.OpenForReading(path, form));
                statements.Run("BEGIN DEFERRED");
                return look(statements, path);
            }
            catch (SqliteException error)
            {
                throw IntentStoreException.From(error, form, path);
            }
        }

        internal override string Stamp(DatabaseForm form)
        {
            FileInfo database = new(path);
            FileInfo ahead = new(path + "-wal");
            return string.Join(' ', new[] { database, ahead }.Where(file => file.Exists).Select(file => $"{file.LastWriteTimeUtc.Ticks}/{file.Length}"));
        }
    }
}
