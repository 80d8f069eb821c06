using System.Text.RegularExpressions;
using Holdfast.IntentLog;

namespace Holdfast.PostgresLog;

/// <summary>
/// What was in a file goes into the database that takes its place, once: when the tables are made, and in the same transaction. The file then gets another name. If both are there,
/// nobody can tell which one is newer, and the owner is asked.
/// </summary>
internal sealed partial class FileMove(string path, DatabaseForm form) : IDisposable
{
    public const string MovedSuffix = ".moved";

    private readonly ILogDatabase _file = DatabasePlace.File(path).Open(form, new IntentStoreOptions());

    /// <exception cref="IntentStoreException">A file is beside tables that were not made from it just now.</exception>
    public static void RequireNone(string? path, string noun, string name)
    {
        if (path != null && File.Exists(path))
        {
            throw new IntentStoreException(
                IntentStoreFault.Foreign,
                $"there is a {noun} in {name}, and another one in the file {path}: rename the file if it is the older one, and do not go on if it is not");
        }
    }

    public void Copy(LogStatements to) => _file.Read(from =>
    {
        foreach (string table in CreatedTable().Matches(form.Tables).Select(found => found.Groups[1].Value))
        {
            Copy(from, to, table);
        }

        return 0;
    });

    /// <summary>The transaction is durable.</summary>
    public void Finish()
    {
        _file.Dispose();
        File.Move(path, path + MovedSuffix, overwrite: true);
    }

    public void Dispose() => _file.Dispose();

    private static void Copy(LogStatements from, LogStatements to, string table)
    {
        using System.Data.Common.DbDataReader row = from.Of("SELECT * FROM " + table).ExecuteReader();
        string[] columns = [.. Enumerable.Range(0, row.FieldCount).Select(row.GetName)];
        string[] places = [.. columns.Select((_, at) => "$" + (char)('a' + at))];
        string insert = $"INSERT INTO {table} ({string.Join(", ", columns)}) OVERRIDING SYSTEM VALUE VALUES ({string.Join(", ", places)})";
        long highest = 0;
        while (row.Read())
        {
            if (table == "state" && row.GetString(0) == "holder")
            {
                continue; // of the file's own lock
            }

            to.Of(insert, [.. places.Select((place, at) => (place, row.IsDBNull(at) ? null : (object?)row.GetValue(at)))]).ExecuteNonQuery();
            highest = columns[0] == "id" ? Math.Max(highest, row.GetInt64(0)) : 0;
        }

        if (highest > 0)
        {
            to.Scalar($"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {highest})");
        }
    }

    [GeneratedRegex("CREATE TABLE ([a-z]+)")]
    private static partial Regex CreatedTable();
}
