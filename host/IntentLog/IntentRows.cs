using System.Data.Common;
using System.Security.Cryptography;

namespace Holdfast.IntentLog;

/// <summary>Reads rows back into intents, and checks that the bytes to repeat are the bytes that were written.</summary>
internal static class IntentRows
{
    private const string Columns = "SELECT id, channel, kind, request, request_hash, context, begun_ms, outcome, reply, receipt, note, closed_ms FROM intent ";

    public static List<OpenIntent> Open(LogStatements statements, string path)
    {
        List<OpenIntent> found = [];
        using DbDataReader row = statements.Of(Columns + "WHERE outcome = 0 ORDER BY id").ExecuteReader();
        while (row.Read())
        {
            found.Add(OpenIntent(row, path));
        }

        return found;
    }

    public static OpenIntent? Open(LogStatements statements, string path, byte[] channel, string kind)
    {
        DbCommand command = statements.Of(
            Columns + "WHERE outcome = 0 AND channel = $channel AND kind = $kind", ("$channel", channel), ("$kind", kind));
        using DbDataReader row = command.ExecuteReader();
        return row.Read() ? OpenIntent(row, path) : null;
    }

    /// <summary>Newest first.</summary>
    public static List<ClosedIntent> Closed(LogStatements statements, string path, int countMax) =>
        ClosedOf(statements.Of(Columns + "WHERE outcome <> 0 ORDER BY id DESC LIMIT $count", ("$count", countMax)), path);

    /// <summary>Newest first.</summary>
    public static List<ClosedIntent> Closed(LogStatements statements, string path, byte[] channel, string kind) => ClosedOf(
        statements.Of(
            Columns + "WHERE outcome <> 0 AND channel = $channel AND kind = $kind ORDER BY id DESC", ("$channel", channel), ("$kind", kind)),
        path);

    public static byte[]? Receipt(LogStatements statements) => (byte[]?)statements.Scalar("SELECT value FROM state WHERE name = 'receipt'");

    private static List<ClosedIntent> ClosedOf(DbCommand command, string path)
    {
        List<ClosedIntent> found = [];
        using DbDataReader row = command.ExecuteReader();
        while (row.Read())
        {
            found.Add(new ClosedIntent(
                row.GetInt64(0), Intent(row, path), Time(row, 6), (IntentOutcome)row.GetInt64(7), Blob(row, 8), Blob(row, 9),
                row.IsDBNull(10) ? string.Empty : row.GetString(10), Time(row, 11)));
        }

        return found;
    }

    private static OpenIntent OpenIntent(DbDataReader row, string path) => new(row.GetInt64(0), Intent(row, path), Time(row, 6));

    private static Intent Intent(DbDataReader row, string path)
    {
        byte[] request = Blob(row, 3);
        if (!SHA256.HashData(request).AsSpan().SequenceEqual(Blob(row, 4)))
        {
            throw new IntentStoreException(
                IntentStoreFault.Damaged, "intent " + row.GetInt64(0) + " in " + path + " is damaged: its request does not match its hash");
        }

        return new Intent(Blob(row, 1), row.GetString(2), request, Blob(row, 5));
    }

    private static byte[] Blob(DbDataReader row, int column) => row.IsDBNull(column) ? [] : row.GetFieldValue<byte[]>(column);

    private static DateTimeOffset Time(DbDataReader row, int column) => DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));
}
