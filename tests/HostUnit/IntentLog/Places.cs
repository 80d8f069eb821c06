using Holdfast.IntentLog;
using Holdfast.PostgresLog;

namespace Holdfast.HostUnit.IntentLog;

/// <summary>
/// Where the tests of towers, held payments and channel orders keep their books: in the file that they name, or, when HOLDFAST_BOOKS is postgres, in a PostgreSQL server of this
/// process, in one database for each file (nightly).
/// </summary>
internal static class Places
{
    private static readonly Dictionary<string, string> s_addresses = [];
    private static readonly Lazy<PostgresServer> s_server = new(() =>
    {
        PostgresServer server = PostgresServer.Start("max_connections = 300");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => server.Dispose();
        return server;
    });

    /// <summary>For a test of the file itself.</summary>
    public static void RequireFiles()
    {
        if (Environment.GetEnvironmentVariable("HOLDFAST_BOOKS") is "postgres")
        {
            Assert.Inconclusive("this test is about the file");
        }
    }

    public static DatabasePlace Of(string path)
    {
        if (Environment.GetEnvironmentVariable("HOLDFAST_BOOKS") is not "postgres")
        {
            return DatabasePlace.File(path);
        }

        lock (s_addresses)
        {
            if (!s_addresses.TryGetValue(path, out string? address))
            {
                address = s_server.Value.Address(s_server.Value.NewDatabase());
                s_addresses.Add(path, address);
            }

            return PostgresPlace.Parse(address);
        }
    }
}
