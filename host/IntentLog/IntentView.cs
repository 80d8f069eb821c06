using Microsoft.Data.Sqlite;

namespace Holdfast.IntentLog;

/// <summary>A look at an intent log that another process may be holding: for a doctor or a status page. It changes nothing.</summary>
public sealed record IntentView(IReadOnlyList<OpenIntent> Pending, IReadOnlyList<ClosedIntent> Audit, byte[]? LastReceipt)
{
    /// <summary>One consistent picture of the log.</summary>
    /// <param name="path">The database.</param>
    /// <param name="auditCountMax">How many closed intents, newest first.</param>
    /// <exception cref="IntentStoreException">The file is missing, foreign or damaged.</exception>
    public static IntentView Read(string path, int auditCountMax = 100)
    {
        try
        {
            using Statements statements = new(DatabaseFile.OpenForReading(path, Schema.Form));
            statements.Run("BEGIN DEFERRED");
            return new IntentView(
                IntentRows.Open(statements, path), IntentRows.Closed(statements, path, auditCountMax), IntentRows.Receipt(statements));
        }
        catch (SqliteException error)
        {
            throw IntentStoreException.From(error, Schema.Form, path);
        }
    }
}
