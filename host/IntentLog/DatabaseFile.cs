using Microsoft.Data.Sqlite;

namespace Holdfast.IntentLog;

/// <summary>
/// A file of this project: one SQLite database in WAL mode, marked with an application id and a version. An unknown version is refused, never
/// reinterpreted.
/// </summary>
/// <remarks>
/// What a power cut leaves. SQLite appends a transaction to the write-ahead log and, with synchronous=FULL, syncs it before COMMIT
/// returns; opening replays whole transactions with a good checksum and drops a torn tail. So a COMMIT that returned is there, one that
/// did not is there whole or not at all (sqlite.org/wal.html). Creation of the tables is one transaction too: a cut in it leaves an
/// empty database, which is created again.
/// </remarks>
internal static class DatabaseFile
{
    static DatabaseFile() => SQLitePCL.Batteries_V2.Init();

    /// <summary>Opens for writing; creates the tables in an empty file.</summary>
    public static SqliteConnection OpenForWriting(string path, DatabaseForm form, IntentStoreOptions options)
    {
        CreatePrivateFile(path);
        SqliteConnection connection = Connect(path, SqliteOpenMode.ReadWrite, options.BusyTimeoutSeconds);
        try
        {
            Require(connection, path, "PRAGMA journal_mode = WAL", "wal");
            Run(connection, "PRAGMA synchronous = FULL");
            Require(connection, path, "PRAGMA synchronous", "2");
            Run(connection, "PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON");
            Run(connection, "PRAGMA journal_size_limit = 4194304");
            long pageBytes = (long)Scalar(connection, "PRAGMA page_size")!;
            Run(connection, "PRAGMA max_page_count = " + Math.Max(options.SizeBytesMax, 1 << 20) / pageBytes);
            CreateOrCheck(connection, path, form);
            RequirePrivate(path, form);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Opens for looking only, while somebody else may hold the file.</summary>
    public static SqliteConnection OpenForReading(string path, DatabaseForm form)
    {
        SqliteConnection connection = Connect(path, SqliteOpenMode.ReadOnly, busyTimeoutSeconds: 5);
        try
        {
            Check(connection, path, form);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public static object? Scalar(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    public static void Run(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static SqliteConnection Connect(string path, SqliteOpenMode mode, int busyTimeoutSeconds)
    {
        SqliteConnectionStringBuilder settings = new() { DataSource = path, Mode = mode, Pooling = false, DefaultTimeout = busyTimeoutSeconds };
        SqliteConnection connection = new(settings.ToString());
        connection.Open();
        return connection;
    }

    private static void CreateOrCheck(SqliteConnection connection, string path, DatabaseForm form)
    {
        bool empty = (long)Scalar(connection, "SELECT count(*) FROM sqlite_master")! == 0;
        if (empty && Number(connection, "PRAGMA application_id") == 0)
        {
            using SqliteTransaction transaction = connection.BeginTransaction();
            Run(connection, "PRAGMA application_id = " + form.ApplicationId + "; PRAGMA user_version = " + form.Version + ";" + form.Tables);
            transaction.Commit();
        }

        Upgrade(connection, form);
        Check(connection, path, form);
        if ((string)Scalar(connection, "PRAGMA quick_check(1)")! != "ok")
        {
            throw new IntentStoreException(IntentStoreFault.Damaged, "the " + form.Noun + " " + path + " is damaged: keep a copy, do not delete it");
        }
    }

    /// <summary>All of it in one transaction.</summary>
    private static void Upgrade(SqliteConnection connection, DatabaseForm form)
    {
        if (form.Upgrade.Length > 0 && Number(connection, "PRAGMA application_id") == form.ApplicationId && Number(connection, "PRAGMA user_version") == form.Version - 1)
        {
            using SqliteTransaction transaction = connection.BeginTransaction();
            Run(connection, form.Upgrade + "; PRAGMA user_version = " + form.Version);
            transaction.Commit();
        }
    }

    private static void Check(SqliteConnection connection, string path, DatabaseForm form)
    {
        if (Number(connection, "PRAGMA application_id") != form.ApplicationId)
        {
            throw new IntentStoreException(IntentStoreFault.Foreign, path + " is a database, but no " + form.Noun);
        }

        long version = Number(connection, "PRAGMA user_version");
        if (version != form.Version)
        {
            throw new IntentStoreException(IntentStoreFault.Foreign, "the " + form.Noun + " " + path + " has version " + version + ", known is " + form.Version);
        }
    }

    private static long Number(SqliteConnection connection, string sql) => (long)Scalar(connection, sql)!;

    private static void Require(SqliteConnection connection, string path, string pragma, string expected)
    {
        string answer = Scalar(connection, pragma)?.ToString() ?? "nothing";
        if (answer != expected)
        {
            throw new IntentStoreException(
                IntentStoreFault.Unavailable, "the file system of " + path + " cannot keep the promise: " + pragma + " answered " + answer);
        }
    }

    private static void RequirePrivate(string path, DatabaseForm form)
    {
        const UnixFileMode others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & others) != 0)
        {
            throw new IntentStoreException(
                IntentStoreFault.Unavailable, "the " + form.Noun + " " + path + " can be read or changed by other users of this computer: run `chmod 600 " + path + "`");
        }
    }

    /// <summary>There can be revocation secrets in it: nobody else may read the file. SQLite gives its log the same mode.</summary>
    private static void CreatePrivateFile(string path)
    {
        if (OperatingSystem.IsWindows() || File.Exists(path))
        {
            return;
        }

        try
        {
            new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            }).Dispose();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new IntentStoreException(IntentStoreFault.Unavailable, "cannot create " + path + ": " + error.Message, error);
        }
    }
}
