using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Holdfast.HostUnit.IntentLog;

/// <summary>
/// A PostgreSQL server of the test's own, in a temporary folder and on a Unix socket there, so that no port is taken. Where PostgreSQL is not installed, the test is skipped.
/// </summary>
internal sealed class PostgresServer : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private Process? _server;
    private int _databases;

    private PostgresServer()
    {
    }

    /// <summary>What a person would write for `intent-log`.</summary>
    /// <param name="database">One of <see cref="NewDatabase"/>.</param>
    public string Address(string database) => $"postgres://holdfast@localhost/{database}?host={Uri.EscapeDataString(_folder.FullName)}";

    public string Folder => _folder.FullName;

    /// <summary>An empty one.</summary>
    public string NewDatabase()
    {
        string name = "test" + Interlocked.Increment(ref _databases);
        Scalar("CREATE DATABASE " + name);
        return name;
    }

    private static string? Programs => Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Order().Select(version => Path.Combine(version, "bin")).LastOrDefault(bin => File.Exists(Path.Combine(bin, "initdb")))
        : null;

    /// <param name="settings">Lines of postgresql.conf.</param>
    /// <param name="method">How users prove who they are.</param>
    public static PostgresServer Start(string settings = "", string method = "trust")
    {
        if (Programs == null)
        {
            Assert.Inconclusive("no PostgreSQL server is installed: apt-get install postgresql");
        }

        PostgresServer server = new();
        try
        {
            if (Environment.UserName == "root")
            {
                // The server does not run as root.
                Run("chown", "nobody", server._folder.FullName);
            }

            Run(["initdb", "-D", server.Data, "-U", "holdfast", "-A", method, "--no-sync", "-E", "UTF8", "--locale=C"]);
            File.AppendAllText(Path.Combine(server.Data, "postgresql.conf"), $"""

                listen_addresses = ''
                unix_socket_directories = '{server._folder.FullName}'
                {settings}
                """);
            server.StartAgain();
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    private string Data => _folder.File("data");

    /// <summary>SIGKILL to the server and everything that it started: as if its machine had lost its power, as far as processes can tell.</summary>
    public void Kill()
    {
        _server!.Kill(entireProcessTree: true);
        _server.WaitForExit();
    }

    /// <summary>Starts it and waits until it lets somebody in.</summary>
    public void StartAgain()
    {
        Assert.IsTrue(Patience.Until(() =>
        {
            if (_server is null or { HasExited: true })
            {
                // What is left of a killed one may be in the way for a moment; then this one ends and the next attempt follows.
                _server = Process.Start(Command(["postgres", "-D", Data]))!;
            }

            Thread.Sleep(50);
            return Answers();
        }), "PostgreSQL does not start");
    }

    public void Dispose()
    {
        if (_server is { HasExited: false })
        {
            Kill();
        }

        _server?.Dispose();
        Patience.Until(() =>
        {
            try
            {
                _folder.Dispose();
                return true;
            }
            catch (IOException)
            {
                return false;
            }
        });
    }

    /// <summary>Asked by somebody who may do everything.</summary>
    public object? Scalar(string sql, string database = "postgres")
    {
        using NpgsqlConnection connection = new($"Host={_folder.FullName};Username=holdfast;Database={database};Pooling=false;Timeout=15");
        connection.Open();
        using NpgsqlCommand command = new(sql, connection);
        return command.ExecuteScalar();
    }

    /// <summary>From now on everybody but the test itself needs one.</summary>
    public void RequirePasswords()
    {
        File.WriteAllText(Path.Combine(Data, "pg_hba.conf"), "local all holdfast trust\nlocal all all scram-sha-256\n");
        Scalar("SELECT pg_reload_conf()");
    }

    private bool Answers()
    {
        try
        {
            return Convert.ToInt32(Scalar("SELECT 1"), CultureInfo.InvariantCulture) == 1;
        }
        catch (Exception notYet) when (notYet is NpgsqlException or IOException or System.Net.Sockets.SocketException or TimeoutException)
        {
            return false;
        }
    }

    private static ProcessStartInfo Command(string[] command)
    {
        string[] whole = [Path.Combine(Programs!, command[0]), .. command[1..]];
        string[] asNobody = Environment.UserName == "root" ? ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"] : [];
        return new ProcessStartInfo("/bin/sh", ["-c", "exec \"$0\" \"$@\" > /dev/null 2>&1", .. asNobody, .. whole]) { WorkingDirectory = "/" };
    }

    private static void Run(params string[] command)
    {
        using Process process = Process.Start(command[0] == "initdb" ? Command(command) : new ProcessStartInfo(command[0], command[1..]))!;
        process.WaitForExit();
        Assert.AreEqual(0, process.ExitCode, string.Join(' ', command));
    }
}
