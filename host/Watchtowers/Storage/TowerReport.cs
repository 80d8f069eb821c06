using System.Data.Common;
using System.Text.Json.Nodes;
using Holdfast.IntentLog;

namespace Holdfast.Watchtowers.Storage;

/// <summary>What the towers' file says, as JSON: for commands, the plugin and the doctor alike.</summary>
internal static class TowerReport
{
    private const string Sums = "count(*) FILTER (WHERE b.outcome = 1), count(*) FILTER (WHERE b.outcome = 0), min(CASE WHEN b.outcome = 0 THEN s.revoked_ms END), "
        + "count(*) FILTER (WHERE b.outcome = 3)";

    /// <summary>All towers and channels, and the age of the oldest revoked state that no active tower has.</summary>
    public static JsonObject Of(LogStatements statements, DateTimeOffset now)
    {
        JsonObject? book = TowerStore.Book(statements);
        HashSet<string> trusted = [.. book?["trusted"]!.AsArray().Select(tower => tower!.ToString()) ?? []];
        return new JsonObject
        {
            ["device"] = book,
            ["oldest_not_counted_seconds"] = book?["exposure_max"]!.GetValue<int>() > 0 ? Age(OldestWithout(statements, trusted), now) : null,
            ["towers"] = Rows(
                statements,
                "SELECT t.id, t.key, t.is_active, (SELECT count(*) FROM session n WHERE n.tower = t.id AND n.stage = 0) FROM tower t ORDER BY t.id",
                row => new JsonObject
                {
                    ["tower"] = Hex(row[1]),
                    ["active"] = (long)row[2] != 0,
                    ["trusted"] = trusted.Contains(Hex(row[1])),
                    ["addresses"] = Addresses(statements, (long)row[0]),
                    ["sessions"] = (long)row[3],
                    ["backups"] = Rows(
                        statements,
                        "SELECT " + Sums + " FROM backup b JOIN signed s ON s.id = b.state WHERE b.tower = $id",
                        sums => Counts(sums, now),
                        ("$id", row[0]))[0]!.DeepClone(),
                }),
            ["channels"] = Rows(
                statements,
                "SELECT c.id, c.name, c.blob_type, c.uncovered FROM channel c ORDER BY c.id",
                row => new JsonObject
                {
                    ["channel"] = Name(Hex(row[1])),
                    ["blob_type"] = (long)row[2],
                    ["not_covered"] = (long)row[3],
                    ["towers"] = Rows(
                        statements,
                        "SELECT " + Sums + ", t.key FROM backup b JOIN signed s ON s.id = b.state JOIN tower t ON t.id = b.tower "
                            + "WHERE s.channel = $id GROUP BY t.id ORDER BY t.id",
                        sums =>
                        {
                            JsonObject counts = Counts(sums, now);
                            counts["tower"] = Hex(sums[4]);
                            return counts;
                        },
                        ("$id", row[0])),
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

    public static JsonArray Sessions(LogStatements statements) => Rows(
        statements,
        """
        SELECT t.key, n.key_index, n.blob_type, n.stage, n.updates_max, n.sequence, n.applied, n.feerate, n.note, n.opened_ms FROM session n
        JOIN tower t ON t.id = n.tower ORDER BY n.id
        """,
        row => new JsonObject
        {
            ["session"] = (long)row[1],
            ["tower"] = Hex(row[0]),
            ["blob_type"] = (long)row[2],
            ["stage"] = (long)row[3] switch { TowerSchema.Open => "open", TowerSchema.Full => "full", _ => "given up" },
            ["max_updates"] = (long)row[4],
            ["sent"] = (long)row[5],
            ["acknowledged"] = (long)row[6],
            ["fee_rate_per_kw"] = (long)row[7],
            ["note"] = (string)row[8],
            ["opened"] = (long)row[9] / 1000,
        });

    public static JsonObject Stats(LogStatements statements) => new()
    {
        ["sessions_open"] = Count(statements, "SELECT count(*) FROM session WHERE stage = 0"),
        ["sessions_full"] = Count(statements, "SELECT count(*) FROM session WHERE stage = 1"),
        ["sessions_given_up"] = Count(statements, "SELECT count(*) FROM session WHERE stage = 2"),
        ["states_signed"] = Count(statements, "SELECT count(*) FROM signed"),
        ["states_revoked"] = Count(statements, "SELECT count(*) FROM signed WHERE secret IS NOT NULL"),
        ["states_not_covered"] = Count(statements, "SELECT CAST(coalesce(sum(uncovered), 0) AS BIGINT) FROM channel"),
        ["backups_acknowledged"] = Count(statements, "SELECT count(*) FROM backup WHERE outcome = 1"),
        ["backups_pending"] = Count(statements, "SELECT count(*) FROM backup WHERE outcome = 0"),
        ["backups_needless"] = Count(statements, "SELECT count(*) FROM backup WHERE outcome = 2"),
        ["backups_refused"] = Count(statements, "SELECT count(*) FROM backup WHERE outcome = 3"),
    };

    /// <summary>When the oldest state was revoked that waits for a trusted tower and is at none of them.</summary>
    private static object? OldestWithout(LogStatements statements, HashSet<string> trusted)
    {
        const string isTrusted = "EXISTS (SELECT 1 FROM backup b WHERE b.state = s.id AND $trusted LIKE '% ' || b.tower || ' %' AND ";
        JsonArray numbers = Rows(statements, "SELECT id, key FROM tower", row => JsonValue.Create(trusted.Contains(Hex(row[1])) ? " " + (long)row[0] + " " : string.Empty));
        return statements.Of(
            "SELECT min(s.revoked_ms) FROM signed s WHERE " + isTrusted + "b.outcome = 0) AND NOT " + isTrusted + "b.outcome IN (1, 2))",
            ("$trusted", string.Concat(numbers.Select(number => number!.ToString())))).ExecuteScalar();
    }

    private static JsonArray Addresses(LogStatements statements, long tower) => Rows(
        statements,
        "SELECT host, port FROM address WHERE tower = $id ORDER BY id",
        row => JsonValue.Create(new TowerAddress((string)row[0], (int)(long)row[1]).ToString()),
        ("$id", tower));

    /// <summary>A row is made when all of them were read, because making it may ask more, and a database answers one question at a time.</summary>
    private static JsonArray Rows(LogStatements statements, string sql, Func<object[], JsonNode> make, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        List<object[]> found = [];
        using (DbDataReader row = statements.Of(sql, parameters).ExecuteReader())
        {
            while (row.Read())
            {
                object[] values = new object[row.FieldCount];
                row.GetValues(values);
                found.Add(values);
            }
        }

        return new JsonArray([.. found.Select(make)]);
    }

    private static JsonObject Counts(object[] row, DateTimeOffset now) => new()
    {
        ["acknowledged"] = (long)row[0],
        ["pending"] = (long)row[1],
        ["oldest_pending_seconds"] = Age(row[2], now),
        ["refused"] = (long)row[3],
    };

    private static string Hex(object bytes) => Convert.ToHexStringLower((byte[])bytes);

    private static long Count(LogStatements statements, string sql) => (long)statements.Scalar(sql)!;

    private static JsonValue? Age(object? revokedMs, DateTimeOffset now) =>
        revokedMs is long ms ? JsonValue.Create(Math.Max(0, (now.ToUnixTimeMilliseconds() - ms) / 1000)) : null;

    /// <summary>Peer and number, as everywhere: "02ab…/7".</summary>
    private static string Name(string hex) => hex.Length == 82
        ? hex[..66] + "/" + ulong.Parse(hex[66..], System.Globalization.NumberStyles.HexNumber, System.Globalization.CultureInfo.InvariantCulture)
        : hex;
}
