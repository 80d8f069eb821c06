using Holdfast.IntentLog;
using Npgsql;

namespace Holdfast.PostgresLog;

/// <summary>One connection to the server, with the settings on which the promises depend. It is lost as a whole: nothing is ever done on it after an error of the line.</summary>
internal sealed class PostgresLink : IDisposable
{
    /// <summary>What each transaction asks again, because a server's settings can be changed while it runs.</summary>
    public const string Promises =
        "current_setting('synchronous_commit') || ' ' || current_setting('fsync') || ' ' || current_setting('full_page_writes') || ' ' || pg_backend_pid()";

    /// <summary>A host that has lost its power is given up by the server after half a minute, and its lock with it.</summary>
    private const string Session = """
        SET lock_timeout = '10s'; SET statement_timeout = '15s'; SET idle_in_transaction_session_timeout = '30s';
        SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3; SET tcp_user_timeout = '30s'
        """;

    private readonly NpgsqlDataSource _source;
    private readonly NpgsqlConnection _connection;
    private readonly string _name;
    private string? _warning;

    private PostgresLink(NpgsqlDataSource source, NpgsqlConnection connection, string name)
    {
        _source = source;
        _connection = connection;
        _name = name;
        _connection.Notice += (_, told) => _warning = told.Notice.InvariantSeverity is "WARNING" ? told.Notice.MessageText : _warning;
        Statements = new PostgresStatements(connection);
    }

    public PostgresStatements Statements { get; }

    public bool IsOpen => _connection.FullState == System.Data.ConnectionState.Open;

    /// <summary>The server's process for this connection, and when it began: the two together are one process for ever.</summary>
    public (long Process, string Began) Backend { get; private set; }

    public static PostgresLink Open(NpgsqlConnectionStringBuilder settings, string schema, string name)
    {
        NpgsqlDataSource source = new NpgsqlSlimDataSourceBuilder(settings.ConnectionString).EnableTransportSecurity().Build();
        PostgresLink? link = null;
        try
        {
            link = new PostgresLink(source, source.OpenConnection(), name);
            link.Prepare(schema);
            return link;
        }
        catch
        {
            link?.Dispose();
            source.Dispose();
            throw;
        }
    }

    /// <summary>On the server's disk, and on that of its synchronous standbys, when this returns.</summary>
    /// <exception cref="NpgsqlException">Nobody knows whether it is.</exception>
    public void Commit()
    {
        _warning = null;
        Statements.Run("COMMIT");
        if (_warning != null)
        {
            // A server that is told to stop waiting for its standby says "committed locally" in a warning. One that has no transaction to commit warns too.
            throw new NpgsqlException("the server has not done what it was told: " + _warning);
        }
    }

    public void RollBack()
    {
        try
        {
            if (IsOpen)
            {
                Statements.Run("ROLLBACK");
            }
        }
        catch (Exception gone) when (PostgresFaults.IsOfServer(gone) || gone is InvalidOperationException)
        {
            // The server does so when the connection ends.
        }
    }

    /// <param name="promises">What <see cref="Promises"/> gave.</param>
    public void RequirePromises(string promises)
    {
        string[] found = promises.Split(' ');
        Require("synchronous_commit", found[0], found[0] is "on" or "remote_apply", "on");
        Require("fsync", found[1], found[1] is "on", "on");
        Require("full_page_writes", found[2], found[2] is "on", "on");
        if (found[3] != Backend.Process.ToString(System.Globalization.CultureInfo.InvariantCulture))
        {
            throw new IntentStoreException(
                IntentStoreFault.Unavailable, $"{_name} is behind a program that shares connections, such as PgBouncer: a lock cannot be held through it. Name the server itself");
        }
    }

    public void Dispose()
    {
        Statements.Dispose();
        _connection.Dispose();
        _source.Dispose();
    }

    private void Prepare(string schema)
    {
        // Beside "on" there is one word that promises more.
        Statements.Run("SELECT set_config('synchronous_commit', CASE current_setting('synchronous_commit') WHEN 'remote_apply' THEN 'remote_apply' ELSE 'on' END, false)");
        Statements.Run($"SET search_path = {schema}, pg_temp");
        foreach (string setting in Session.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            Statements.Run(setting);
        }

        Backend = (_connection.ProcessID, (string)Statements.Scalar("SELECT coalesce((SELECT backend_start::text FROM pg_stat_activity WHERE pid = pg_backend_pid()), '')")!);
        RequirePromises((string)Statements.Scalar("SELECT " + Promises)!);
        if ((bool)Statements.Scalar("SELECT pg_is_in_recovery()")!)
        {
            throw new IntentStoreException(IntentStoreFault.ReadOnly, $"{_name} is a standby, which takes no writes: name the primary");
        }
    }

    private void Require(string setting, string found, bool isKept, string expected)
    {
        if (!isKept)
        {
            throw new IntentStoreException(IntentStoreFault.Unavailable, $"{_name} cannot keep the promise: {setting} is {found}, not {expected}");
        }
    }
}
