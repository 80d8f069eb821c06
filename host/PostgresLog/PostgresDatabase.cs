using Holdfast.IntentLog;
using Npgsql;

namespace Holdfast.PostgresLog;

/// <summary>
/// The tables of a log or a book in a PostgreSQL database, with one holder. The holder has an advisory lock for as long as its connection lives, and a number, the fence,
/// that every later holder makes higher. A holder whose connection was lost takes the lock again before it does anything else, and only if the fence is still its own.
/// </summary>
/// <remarks>
/// Always true:
/// <list type="bullet">
/// <item>What <see cref="Write"/> returned is on the server's disk, and on that of its synchronous standbys: synchronous_commit, fsync and full_page_writes are read in each
/// transaction.</item>
/// <item>A COMMIT whose answer was lost is never taken for done or for not done. Each transaction has a number in the row of the holder; after the lock was taken again, that row
/// tells.</item>
/// <item>What is read after a lost connection is durable: taking the lock again is a transaction too, and COMMIT waits for everything before it.</item>
/// <item>A transaction of a holder and the next holder's first one exclude each other by the same row.</item>
/// </list>
/// </remarks>
internal sealed class PostgresDatabase : ILogDatabase
{
    /// <summary>"HFLG": the first half of the advisory lock's name; the second is the form.</summary>
    private const int LockClass = 0x48464C47;

    private const int AttemptsMax = 3;
    private const int AgainMs = 100;
    private const int PredecessorMs = 500;

    private readonly Lock _gate = new();
    private readonly NpgsqlConnectionStringBuilder _settings;
    private readonly DatabaseForm _form;
    private readonly IntentStoreOptions _options;
    private PostgresLink? _link;
    private (long Process, string Began) _backend;
    private long _changes;
    private IntentStoreException? _stopped;
    private bool _isDisposed;

    private PostgresDatabase(NpgsqlConnectionStringBuilder settings, DatabaseForm form, IntentStoreOptions options)
    {
        _settings = settings;
        _form = form;
        _options = options;
        Name = PostgresAddress.Name(settings);
    }

    public string Name { get; }

    public long Fence { get; private set; }

    /// <summary>How long a call waits for a server that was lost; after that it fails, and the next call begins anew.</summary>
    internal TimeSpan PatienceMax { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>For tests: a COMMIT is about to be sent.</summary>
    internal Action<PostgresLink>? Committing { get; set; }

    private string Schema => "holdfast_" + _form.Schema;

    /// <summary>Creates the tables where there are none, and becomes the only holder.</summary>
    /// <exception cref="IntentStoreException">Held, not reachable, or the server does not keep what it has committed.</exception>
    public static PostgresDatabase Open(NpgsqlConnectionStringBuilder settings, DatabaseForm form, IntentStoreOptions options, string? fileBefore)
    {
        PostgresDatabase database = new(settings, form, options);
        try
        {
            database.BecomeHolder(fileBefore);
            return database;
        }
        catch (Exception failed) when (PostgresFaults.IsOfServer(failed))
        {
            database.Drop();
            throw PostgresFaults.Translated(failed, form.Noun, database.Name, wasHolder: false);
        }
        catch
        {
            database.Drop();
            throw;
        }
    }

    /// <summary>One consistent picture of what another process may hold.</summary>
    public static T Look<T>(NpgsqlConnectionStringBuilder settings, DatabaseForm form, Func<LogStatements, string, T> look)
    {
        using PostgresDatabase database = new(settings, form, new IntentStoreOptions());
        try
        {
            PostgresLink link = database.Connect();
            link.Statements.Run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
            database.RequireForm(link);
            return look(link.Statements, database.Name);
        }
        catch (Exception failed) when (PostgresFaults.IsOfServer(failed))
        {
            throw PostgresFaults.Translated(failed, form.Noun, database.Name, wasHolder: false);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            Drop();
        }
    }

    public void Put(string name, byte[] value) => _link!.Statements.Of(
        "INSERT INTO state (name, value) VALUES ($name, $value) ON CONFLICT (name) DO UPDATE SET value = $value", ("$name", name), ("$value", value)).ExecuteNonQuery();

    public void RequireRoom()
    {
        object? size = _link!.Statements.Of(
            "SELECT CAST(sum(pg_total_relation_size(oid)) AS BIGINT) FROM pg_class WHERE relkind = 'r' AND relnamespace = to_regnamespace($schema)",
            ("$schema", Schema)).ExecuteScalar();
        if (size is long bytes && bytes > Math.Max(_options.SizeBytesMax, 1 << 20))
        {
            throw new IntentStoreException(IntentStoreFault.DiskFull, $"the {_form.Noun} in {Name} is full: it has reached its configured size");
        }
    }

    public void RequireHolder() => Read(_ => 0);

    public T Read<T>(Func<LogStatements, T> look)
    {
        lock (_gate)
        {
            for (int attempt = 1; ; attempt++)
            {
                PostgresLink link = Link();
                try
                {
                    link.Statements.Run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
                    RequireOwn((long)link.Statements.Scalar("SELECT fence FROM holder")!);
                    T result = look(link.Statements);
                    link.Statements.Run("COMMIT");
                    return result;
                }
                catch (Exception failed) when (PostgresFaults.IsOfServer(failed))
                {
                    AfterFailure(link, failed, attempt);
                }
                catch
                {
                    link.RollBack();
                    throw;
                }
            }
        }
    }

    public T Write<T>(Func<LogStatements, T> change)
    {
        lock (_gate)
        {
            for (int attempt = 1; ; attempt++)
            {
                PostgresLink link = Link();
                long number = 0;
                T result = default!;
                try
                {
                    link.Statements.Run("BEGIN");
                    long begun = Advance(link);
                    result = change(link.Statements);
                    number = begun;
                    Committing?.Invoke(link);
                    link.Commit();
                    _changes = number;
                    return result;
                }
                catch (Exception failed) when (PostgresFaults.IsOfServer(failed))
                {
                    if (number != 0)
                    {
                        // Whatever came of the COMMIT, this connection will not tell. The next one does: only this process can have made a change since.
                        Drop();
                        Link();
                        if (_changes == number)
                        {
                            return result;
                        }
                    }

                    AfterFailure(link, failed, attempt);
                }
                catch
                {
                    link.RollBack();
                    throw;
                }
            }
        }
    }

    /// <summary>Numbers the transaction, and makes it wait for that of another holder.</summary>
    private long Advance(PostgresLink link)
    {
        using NpgsqlDataReader row = link.Statements.Of("UPDATE holder SET changes = changes + 1 RETURNING fence, changes, " + PostgresLink.Promises).ExecuteReader();
        if (!row.Read())
        {
            throw TakenOver();
        }

        RequireOwn(row.GetInt64(0));
        link.RequirePromises(row.GetString(2));
        return row.GetInt64(1);
    }

    /// <summary>Returns when another attempt may succeed.</summary>
    private void AfterFailure(PostgresLink link, Exception failed, int attempt)
    {
        link.RollBack();
        if (_link == link && !link.IsOpen)
        {
            Drop();
        }

        bool mayPass = _link != link || failed is PostgresException { IsTransient: true };
        if (mayPass && attempt < AttemptsMax)
        {
            return;
        }

        throw Remember(PostgresFaults.Translated(failed, _form.Noun, Name, wasHolder: true));
    }

    /// <summary>The connection on which this process is the holder. After a lost one it takes the lock again, and waits a while for a server that starts anew.</summary>
    private PostgresLink Link()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_stopped != null)
        {
            throw new IntentStoreException(_stopped.Fault, _stopped.Message, _stopped);
        }

        if (_link is { IsOpen: true })
        {
            return _link;
        }

        Drop();
        long until = Environment.TickCount64 + (long)PatienceMax.TotalMilliseconds;
        while (true)
        {
            try
            {
                return StayHolder();
            }
            catch (Exception failed) when (PostgresFaults.IsOfServer(failed))
            {
                Drop();
                if (!PostgresFaults.IsPassing(failed) || Environment.TickCount64 >= until)
                {
                    throw Remember(PostgresFaults.Translated(failed, _form.Noun, Name, wasHolder: true));
                }
            }
            catch (IntentStoreException held) when (held.Fault == IntentStoreFault.Held && _stopped == null && Environment.TickCount64 < until)
            {
                Drop();
            }
            catch
            {
                Drop();
                throw;
            }

            Thread.Sleep(AgainMs);
        }
    }

    /// <summary>The first time: the tables are there afterwards, and the fence is higher than every one before.</summary>
    private void BecomeHolder(string? fileBefore)
    {
        PostgresLink link = Connect();

        // A process that has just ended keeps its lock until the server has seen that.
        if (!SpinWait.SpinUntil(() => TryLock(link), PredecessorMs))
        {
            throw new IntentStoreException(IntentStoreFault.Held, $"another process holds the {_form.Noun} in {Name}: {Holder(link)}");
        }

        using FileMove? move = TakeFile(link, fileBefore);
        link.Statements.Run("BEGIN");
        if (IsNew(link))
        {
            if (link.Statements.Scalar($"SELECT to_regnamespace('{Schema}')::text") is null or DBNull)
            {
                link.Statements.Run($"CREATE SCHEMA {Schema}");
            }

            link.Statements.Run(PostgresTables.Create(_form));
            move?.Copy(link.Statements);
        }

        RequireForm(link);
        Fence = (long)link.Statements.Of("UPDATE holder SET fence = fence + 1, name = $name RETURNING fence", ("$name", _settings.ApplicationName)).ExecuteScalar()!;
        _changes = (long)link.Statements.Scalar("SELECT changes FROM holder")!;
        link.Commit();
        move?.Finish();
        _backend = link.Backend;
    }

    private bool IsNew(PostgresLink link) => link.Statements.Scalar($"SELECT to_regclass('{Schema}.holder')::text") is null or DBNull;

    private FileMove? TakeFile(PostgresLink link, string? fileBefore)
    {
        if (IsNew(link))
        {
            return File.Exists(fileBefore) ? new FileMove(fileBefore, _form) : null;
        }

        FileMove.RequireNone(fileBefore, _form.Noun, Name);
        return null;
    }

    /// <summary>After a lost connection: the lock again, by whoever was the last holder, and then what became of the last transaction.</summary>
    private PostgresLink StayHolder()
    {
        PostgresLink link = Connect();
        if (!TryLock(link))
        {
            RequireOwn((long)link.Statements.Scalar("SELECT fence FROM holder")!);

            // The server has not seen yet that the connection before this one is gone. It is this process's own, so it can be ended.
            link.Statements.Of(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = $pid AND backend_start::text = $began", ("$pid", _backend.Process), ("$began", _backend.Began))
                .ExecuteScalar();
            throw new IntentStoreException(IntentStoreFault.Held, $"another process holds the {_form.Noun} in {Name}: {Holder(link)}");
        }

        link.Statements.Run("BEGIN");
        RequireForm(link);
        object? changes = link.Statements.Of(
            "UPDATE holder SET name = $name WHERE fence = $fence RETURNING changes", ("$name", _settings.ApplicationName), ("$fence", Fence)).ExecuteScalar();
        if (changes is not long stored)
        {
            throw TakenOver();
        }

        if (stored < _changes)
        {
            throw Remember(new IntentStoreException(
                IntentStoreFault.Damaged,
                $"{Name} has lost {_changes - stored} transactions that it had acknowledged: was a standby made the primary that did not have everything? "
                    + $"Compare the {_form.Noun} with the signer before you continue"));
        }

        link.Commit();
        _backend = link.Backend;
        _changes = stored;
        return link;
    }

    private PostgresLink Connect()
    {
        Drop();
        return _link = PostgresLink.Open(_settings, Schema, Name);
    }

    private bool TryLock(PostgresLink link) =>
        (bool)link.Statements.Scalar($"SELECT pg_try_advisory_lock({LockClass}, {_form.ApplicationId})")!;

    /// <summary>Who has the lock, as the server knows it.</summary>
    private string Holder(PostgresLink link) => link.Statements.Of(
        """
        SELECT a.application_name || coalesce(' at ' || host(a.client_addr), '') || ', since ' || to_char(a.backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') || ' UTC'
        FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
        WHERE l.locktype = 'advisory' AND l.granted AND CAST(l.classid AS BIGINT) = $class AND CAST(l.objid AS BIGINT) = $form AND l.objsubid = 2
        AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
        """,
        ("$class", LockClass), ("$form", _form.ApplicationId)).ExecuteScalar() as string ?? "a process that has ended meanwhile, or that another user of the database runs";

    /// <summary>The tables are of this form, survive a crash of the server, and are nobody else's.</summary>
    private void RequireForm(PostgresLink link)
    {
        using (NpgsqlDataReader row = link.Statements.Of("SELECT form, version FROM holder").ExecuteReader())
        {
            if (!row.Read() || row.GetInt64(0) != _form.ApplicationId)
            {
                throw new IntentStoreException(IntentStoreFault.Foreign, $"the schema {Schema} in {Name} is no {_form.Noun}");
            }

            if (row.GetInt64(1) != _form.Version)
            {
                throw new IntentStoreException(IntentStoreFault.Foreign, $"the {_form.Noun} in {Name} has version {row.GetInt64(1)}, known is {_form.Version}");
            }
        }

        if ((long)link.Statements.Of(
            "SELECT count(*) FROM pg_class WHERE relnamespace = to_regnamespace($schema) AND relkind IN ('r', 'i', 't', 'S') AND relpersistence <> 'p'",
            ("$schema", Schema)).ExecuteScalar()! > 0)
        {
            throw new IntentStoreException(
                IntentStoreFault.Unavailable, $"{Name} cannot keep the promise: a table of the schema {Schema} is unlogged, and empty after a crash of the server");
        }

        if ((bool)link.Statements.Of("SELECT has_schema_privilege('public', $schema, 'USAGE')", ("$schema", Schema)).ExecuteScalar()!)
        {
            throw new IntentStoreException(
                IntentStoreFault.Unavailable, $"the {_form.Noun} in {Name} is open to every user of the database: run REVOKE ALL ON SCHEMA {Schema} FROM PUBLIC");
        }
    }

    private void RequireOwn(long fence)
    {
        if (fence != Fence)
        {
            throw TakenOver();
        }
    }

    private IntentStoreException TakenOver() => Remember(new IntentStoreException(IntentStoreFault.Held, $"another process took over the {_form.Noun} in {Name}"));

    /// <summary>After a lost server the next call finds out more; after these two it would not.</summary>
    private IntentStoreException Remember(IntentStoreException error)
    {
        _stopped = error.Fault is IntentStoreFault.Held or IntentStoreFault.Damaged ? error : null;
        return error;
    }

    /// <summary>For tests: the line is gone, and the server has not seen it.</summary>
    internal void ForgetConnection() => _link = null;

    private void Drop()
    {
        _link?.Dispose();
        _link = null;
    }
}
