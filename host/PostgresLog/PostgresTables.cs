using Holdfast.IntentLog;

namespace Holdfast.PostgresLog;

/// <summary>
/// The tables of a form in PostgreSQL's words, in a schema of their own. Beside them one row says who holds them: <c>fence</c> grows with every holder, <c>changes</c> with every
/// transaction.
/// </summary>
internal static class PostgresTables
{
    private const string Holder = """
        CREATE TABLE holder (
            one BIGINT PRIMARY KEY CHECK (one = 1),
            form BIGINT NOT NULL,
            version BIGINT NOT NULL,
            fence BIGINT NOT NULL,
            changes BIGINT NOT NULL,
            name TEXT NOT NULL);
        """;

    public static string Create(DatabaseForm form) =>
        Holder + $"INSERT INTO holder (one, form, version, fence, changes, name) VALUES (1, {form.ApplicationId}, {form.Version}, 0, 0, '');" + Translated(form.Tables);

    private static string Translated(string tables) => tables
        .Replace("INTEGER PRIMARY KEY AUTOINCREMENT", "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY", StringComparison.Ordinal)
        .Replace(" WITHOUT ROWID", string.Empty, StringComparison.Ordinal)
        .Replace("INTEGER", "BIGINT", StringComparison.Ordinal)
        .Replace("BLOB", "BYTEA", StringComparison.Ordinal);
}
