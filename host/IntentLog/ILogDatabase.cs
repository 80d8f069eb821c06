using System.Data.Common;

namespace Holdfast.IntentLog;

/// <summary>
/// Statements of one connection to whichever database keeps a log or a book. The text is a constant of this project, in the words that SQLite and PostgreSQL have in common; its
/// parameters begin with a dollar sign. A number is a long, or a kind of integer that fits one.
/// </summary>
internal abstract class LogStatements : IDisposable
{
    /// <summary>The command with these parameter values. One thread at a time; at most one reader at a time.</summary>
    public abstract DbCommand Of(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters);

    public object? Scalar(string sql) => Of(sql).ExecuteScalar();

    public void Run(string sql) => Of(sql).ExecuteNonQuery();

    public abstract void Dispose();
}

/// <summary>
/// What a log or a book needs of the database that keeps it: one holder, whose writes are durable when they return. After an error that leaves open what was stored, the database
/// is read anew at the next call; if somebody else has become the holder meanwhile, nothing is written any more. Writes are one at a time.
/// </summary>
internal interface ILogDatabase : IDisposable
{
    /// <summary>For people; without a password.</summary>
    string Name { get; }

    /// <summary>A number that each holder makes higher than the one before; 0 where the file system's lock alone says who holds it.</summary>
    long Fence { get; }

    /// <summary>
    /// One transaction, durable on return; when it throws, nothing of it happened, unless the fault is <see cref="IntentStoreFault.DiskError"/>: then reading tells. The change
    /// may be run again from its beginning when nothing of it was stored.
    /// </summary>
    T Write<T>(Func<LogStatements, T> change);

    /// <summary>One consistent picture.</summary>
    T Read<T>(Func<LogStatements, T> look);

    /// <summary>Keeps a named value; within a change.</summary>
    void Put(string name, byte[] value);

    /// <summary>A full database must say so before anything is done; within a change.</summary>
    void RequireRoom();

    /// <summary>Throws when this process may have stopped being the holder and cannot become it again now.</summary>
    void RequireHolder();
}
