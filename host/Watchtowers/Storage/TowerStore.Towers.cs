using System.Data.Common;
using System.Globalization;
using Holdfast.IntentLog;

namespace Holdfast.Watchtowers.Storage;

/// <summary>What the owner says: which towers there are, and on which terms sessions are opened.</summary>
public sealed partial class TowerStore
{
    private const string UpdatesMaxName = "updates-max";
    private const string FeerateName = "feerate-per-kw";
    private const string SweepKeyName = "sweep-key";

    /// <summary>Any tower at all: from then on states are kept.</summary>
    public bool HasTowers => Read(statements => (long)statements.Scalar("SELECT count(*) FROM tower")! > 0);

    /// <summary>A session was ever opened: the device has keys for towers.</summary>
    public bool HasSessions => Read(statements => (long)statements.Scalar("SELECT count(*) FROM session")! > 0);

    public bool HasSweepKey => Read(statements => Value(statements, SweepKeyName) != null);

    public IReadOnlyList<TowerRow> Towers() => Read(Towers);

    /// <summary>Adds a tower, or an address of a known one, and makes it active. Every state that is kept is backed up there too.</summary>
    /// <returns>False when all of this was so already.</returns>
    public bool AddTower(byte[] key, TowerAddress address)
    {
        bool isNew = Write(statements =>
        {
            int changed = statements.Of("INSERT INTO tower (key, added_ms) VALUES ($key, $now) ON CONFLICT DO NOTHING", ("$key", key), ("$now", NowMs())).ExecuteNonQuery();
            long id = TowerId(statements, key);
            changed += statements.Of(
                "INSERT INTO address (tower, host, port) VALUES ($tower, $host, $port) ON CONFLICT DO NOTHING",
                ("$tower", id), ("$host", address.Host), ("$port", address.Port)).ExecuteNonQuery();
            changed += statements.Of("UPDATE tower SET is_active = 1 WHERE id = $tower AND is_active = 0", ("$tower", id)).ExecuteNonQuery();
            statements.Of(
                "INSERT INTO backup (state, tower) SELECT id, $tower FROM signed WHERE secret IS NOT NULL AND length(ticket) > 0 ON CONFLICT DO NOTHING",
                ("$tower", id)).ExecuteNonQuery();
            return changed > 0;
        });
        Changed?.Invoke();
        return isNew;
    }

    /// <summary>No new backups go there. What it has stays there, and what waits goes on when it is added again.</summary>
    public void Deactivate(byte[] key)
    {
        Write(statements => statements.Of("UPDATE tower SET is_active = 0 WHERE id = $tower", ("$tower", TowerId(statements, key))).ExecuteNonQuery());
        Changed?.Invoke();
    }

    /// <summary>How many states of channels that are not over this tower has acknowledged.</summary>
    public long CountAcknowledged(byte[] key) => Read(statements => (long)statements.Of(
        "SELECT count(*) FROM backup WHERE tower = $tower AND outcome = 1", ("$tower", TowerId(statements, key))).ExecuteScalar()!);

    /// <summary>Forgets a tower with its sessions; what it has of this node stays with it.</summary>
    /// <returns>The keys of its sessions that were open.</returns>
    public IReadOnlyList<uint> RemoveTower(byte[] key)
    {
        IReadOnlyList<uint> keys = Write(statements =>
        {
            long id = TowerId(statements, key);
            uint[] open = [.. Sessions(statements, "stage = 0").Where(session => session.Tower == id).Select(session => session.KeyIndex)];
            statements.Of("DELETE FROM backup WHERE tower = $tower", ("$tower", id)).ExecuteNonQuery();
            statements.Of("DELETE FROM session WHERE tower = $tower", ("$tower", id)).ExecuteNonQuery();
            statements.Of("DELETE FROM address WHERE tower = $tower", ("$tower", id)).ExecuteNonQuery();
            statements.Of("DELETE FROM tower WHERE id = $tower", ("$tower", id)).ExecuteNonQuery();
            return open;
        });
        Changed?.Invoke();
        return keys;
    }

    public void RemoveAddress(byte[] key, TowerAddress address)
    {
        Write(statements => statements.Of(
            "DELETE FROM address WHERE tower = $tower AND host = $host AND port = $port",
            ("$tower", TowerId(statements, key)), ("$host", address.Host), ("$port", address.Port)).ExecuteNonQuery());
        Changed?.Invoke();
    }

    /// <summary>What new sessions are asked for.</summary>
    public SessionTerms Terms() => Read(Terms);

    public void SetTerms(ushort updatesMax, uint feeratePerKw)
    {
        Write(statements =>
        {
            Keep(UpdatesMaxName, Text(updatesMax));
            Keep(FeerateName, Text(feeratePerKw));
            return 0;
        });
        Changed?.Invoke();
    }

    /// <summary>A key of the node's wallet, which watches it: sweeps of later sessions pay to it.</summary>
    public void SetSweepKey(uint index, bool isTaproot) => Write(statements =>
    {
        Keep(SweepKeyName, Text(index) + " " + isTaproot);
        return 0;
    });

    private static SessionTerms Terms(LogStatements statements)
    {
        string[] sweep = (Value(statements, SweepKeyName) ?? "1 False").Split(' ');
        return new SessionTerms(
            ushort.Parse(Value(statements, UpdatesMaxName) ?? Text(SessionTerms.UpdatesMaxUnlessSaid), CultureInfo.InvariantCulture),
            uint.Parse(Value(statements, FeerateName) ?? Text(SessionTerms.FeeratePerKwUnlessSaid), CultureInfo.InvariantCulture),
            uint.Parse(sweep[0], CultureInfo.InvariantCulture),
            sweep[1] == bool.TrueString);
    }

    private static List<TowerRow> Towers(LogStatements statements)
    {
        List<(long Id, byte[] Key, bool IsActive)> rows = [];
        using (DbDataReader row = statements.Of("SELECT id, key, is_active FROM tower ORDER BY id").ExecuteReader())
        {
            while (row.Read())
            {
                rows.Add((row.GetInt64(0), Blob(row, 1), row.GetInt64(2) != 0));
            }
        }

        return [.. rows.Select(tower => new TowerRow(tower.Id, tower.Key, tower.IsActive, Addresses(statements, tower.Id)))];
    }

    private static List<TowerAddress> Addresses(LogStatements statements, long tower)
    {
        List<TowerAddress> addresses = [];
        using DbDataReader row = statements.Of("SELECT host, port FROM address WHERE tower = $tower ORDER BY id", ("$tower", tower)).ExecuteReader();
        while (row.Read())
        {
            addresses.Add(new TowerAddress(row.GetString(0), (int)row.GetInt64(1)));
        }

        return addresses;
    }

    /// <exception cref="TowerCommandException">There is no such tower.</exception>
    private static long TowerId(LogStatements statements, byte[] key) => (long)(statements.Of("SELECT id FROM tower WHERE key = $key", ("$key", key)).ExecuteScalar()
        ?? throw new TowerCommandException("there is no tower " + Convert.ToHexStringLower(key)));

    private static string? Value(LogStatements statements, string name) =>
        statements.Of("SELECT value FROM state WHERE name = $name", ("$name", name)).ExecuteScalar() is byte[] value ? System.Text.Encoding.ASCII.GetString(value) : null;

    private static string Text(uint number) => number.ToString(CultureInfo.InvariantCulture);

    private void Keep(string name, string value) => _database.Put(name, System.Text.Encoding.ASCII.GetBytes(value));
}
