using System.Text.Json.Nodes;
using Holdfast.IntentLog;
using Microsoft.Data.Sqlite;

namespace Holdfast.Watchtowers.Storage;

/// <summary>What the towers' file says, as JSON: for commands, the plugin and the doctor alike.</summary>
internal static class TowerReport
{
    private const string Sums = "sum(b.outcome = 1), sum(b.outcome = 0), min(CASE WHEN b.outcome = 0 THEN s.revoked_ms END), sum(b.outcome = 3)";

    /// <summary>All towers and channels, and the age of the oldest revoked state that no active tower has.</summary>
    public static JsonObject Of(Statements statements, DateTimeOffset now)
    {
        JsonObject? book = TowerStore.Book(statements);
        HashSet<string> trusted = [.. book?["trusted"]!.AsArray().Select(tower => tower!.ToString()) ?? []];
        return new JsonObject
        {
            ["device"] = book,
            ["oldest_not_counted_seconds"] = book?["exposure_max"]!.GetValue<int>() > 0 ? Age(OldestWithout(statements, trusted), now) : null,
            ["towers"] = Rows(
                statements,
                "SELECT t.id, hex(t.key), t.is_active, (SELECT count(*) FROM session n WHERE n.tower = t.id AND n.stage = 0) FROM tower t ORDER BY t.id",
                row => new JsonObject
                {
                    ["tower"] = row.GetString(1).ToLowerInvariant(),
                    ["active"] = row.GetBoolean(2),
                    ["trusted"] = trusted.Contains(row.GetString(1).ToLowerInvariant()),
                    ["addresses"] = Addresses(statements, row.GetInt64(0)),
                    ["sessions"] = row.GetInt64(3),
                    ["backups"] = Rows(
                        statements,
                        "SELECT " + Sums + " FROM backup b JOIN signed s ON s.id = b.state WHERE b.tower = $id",
                        sums => Counts(sums, now),
                        ("$id", row.GetInt64(0)))[0]!.DeepClone(),
                }),
            ["channels"] = Rows(
                statements,
                "SELECT c.id, hex(c.name), c.blob_type, c.uncovered FROM channel c ORDER BY c.id",
                row => new JsonObject
                {
                    ["channel"] = Name(row.GetString(1)),
                    ["blob_type"] = row.GetInt64(2),
                    ["not_covered"] = row.GetInt64(3),
                    ["towers"] = Rows(
                        statements,
                        "SELECT " + Sums + ", hex(t.key) FROM backup b JOIN signed s ON s.id = b.state JOIN tower t ON t.id = b.tower "
                            + "WHERE s.channel = $id GROUP BY t.id ORDER BY t.id",
                        sums =>
                        {
                            JsonObject counts = Counts(sums, now);
                            counts["tower"] = sums.GetString(4).ToLowerInvariant();
                            return counts;
                        },
                        ("$id", row.GetInt64(0))),
                }),
            ["oldest_unacknowledged_seconds"] = Age(
                statements.Scalar(
                    """
                    SELECT min(s.revoked_ms) FROM signed s WHERE s.secret IS NOT NULL
                    AND EXISTS (SELECT 1 FROM backup b WHERE b.state = s.id AND b.outcome = 0)
                    AND NOT EXISTS (SELECT 1 FROM backup b JOIN tower t ON t.id = b.tower WHERE b.state = s.id AND t.is_active = 1 AND b.outcome IN (1, 2))
                    """),
                now),
        };
    }

    public static JsonArray Sessions(Statements statements) => Rows(
        statements,
        """
        SELECT hex(t.key), n.key_index, n.blob_type, n.stage, n.updates_max, n.sequence, n.applied, n.feerate, n.note, n.opened_ms FROM session n
        JOIN tower t ON t.id = n.tower ORDER BY n.id
        """,
        row => new JsonObject
        {
            ["session"] = row.GetInt64(1),
            ["tower"] = row.GetString(0).ToLowerInvariant(),
            ["blob_type"] = row.GetInt64(2),
            ["stage"] = row.GetInt32(3) switch { TowerSchema.Open => "open", TowerSchema.Full => "full", _ => "given up" },
            ["max_updates"] = row.GetInt64(4),
            ["sent"] = row.GetInt64(5),
            ["acknowledged"] = row.GetInt64(6),
            ["fee_rate_per_kw"] = row.GetInt64(7),
            ["note"] = row.GetString(8),
            ["opened"] = row.GetInt64(9) / 1000,
        });

    public static JsonObject Stats(Statements statements) => new()
    {
        ["sessions_open"] = Count(statements, "SELECT count(*) FROM session WHERE stage = 0"),
        ["sessions_full"] = Count(statements, "SELECT count(*) FROM session WHERE stage = 1"),
        ["sessions_given_up"] = Count(statements, "SELECT count(*) FROM session WHERE stage = 2"),
        ["states_signed"] = Count(statements, "SELECT count(*) FROM signed"),
        ["states_revoked"] = Count(statements, "SELECT count(*) FROM signed WHERE secret IS NOT NULL"),
        ["states_not_covered"] = Count(statements, "SELECT coalesce(sum(uncovered), 0) FROM channel"),
        ["backups_acknowledged"] = Count(statements, "SELECT count(*) FROM backup WHERE outcome = 1"),
        ["backups_pending"] = Count(statements, "SELECT count(*) FROM backup WHERE outcome = 0"),
        ["backups_needless"] = Count(statements, "SELECT count(*) FROM backup WHERE outcome = 2"),
        ["backups_refused"] = Count(statements, "SELECT count(*) FROM backup WHERE outcome = 3"),
    };

    /// <summary>When the oldest state was revoked that waits for a trusted tower and is at none of them.</summary>
    private static object? OldestWithout(Statements statements, IEnumerable<string> trusted) => statements.Of(
        """
        SELECT min(s.revoked_ms) FROM signed s
        WHERE EXISTS (SELECT 1 FROM backup b JOIN tower t ON t.id = b.tower WHERE b.state = s.id AND instr($trusted, lower(hex(t.key))) > 0 AND b.outcome = 0)
        AND NOT EXISTS (SELECT 1 FROM backup b JOIN tower t ON t.id = b.tower WHERE b.state = s.id AND instr($trusted, lower(hex(t.key))) > 0 AND b.outcome IN (1, 2))
        """,
        ("$trusted", string.Join(' ', trusted))).ExecuteScalar();

    private static JsonArray Addresses(Statements statements, long tower) => Rows(
        statements,
        "SELECT host, port FROM address WHERE tower = $id ORDER BY id",
        row => JsonValue.Create(new TowerAddress(row.GetString(0), row.GetInt32(1)).ToString()),
        ("$id", tower));

    private static JsonArray Rows(Statements statements, string sql, Func<SqliteDataReader, JsonNode> read, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        JsonArray rows = [];
        using SqliteDataReader row = statements.Of(sql, parameters).ExecuteReader();
        while (row.Read())
        {
            rows.Add(read(row));
        }

        return rows;
    }

    private static JsonObject Counts(SqliteDataReader row, DateTimeOffset now) => new()
    {
        ["acknowledged"] = row.IsDBNull(0) ? 0 : row.GetInt64(0),
        ["pending"] = row.IsDBNull(1) ? 0 : row.GetInt64(1),
        ["oldest_pending_seconds"] = Age(row.IsDBNull(2) ? null : row.GetInt64(2), now),
        ["refused"] = row.IsDBNull(3) ? 0 : row.GetInt64(3),
    };

    private static long Count(Statements statements, string sql) => (long)statements.Scalar(sql)!;

    private static JsonValue? Age(object? revokedMs, DateTimeOffset now) =>
        revokedMs is long ms ? JsonValue.Create(Math.Max(0, (now.ToUnixTimeMilliseconds() - ms) / 1000)) : null;

    /// <summary>Peer and number, as everywhere: "02ab…/7".</summary>
    private static string Name(string hex) => hex.Length == 82
        ? hex[..66].ToLowerInvariant() + "/" + ulong.Parse(hex[66..], System.Globalization.NumberStyles.HexNumber, System.Globalization.CultureInfo.InvariantCulture)
        : hex.ToLowerInvariant();
}
