namespace Holdfast.IntentLog;

/// <summary>A look at an intent log that another process may be holding: for a doctor or a status page. It changes nothing.</summary>
public sealed record IntentView(IReadOnlyList<OpenIntent> Pending, IReadOnlyList<ClosedIntent> Audit, byte[]? LastReceipt)
{
    /// <summary>One consistent picture of the log.</summary>
    /// <param name="path">The database.</param>
    /// <param name="auditCountMax">How many closed intents, newest first.</param>
    /// <exception cref="IntentStoreException">The file is missing, foreign or damaged.</exception>
    public static IntentView Read(string path, int auditCountMax = 100) => Read(DatabasePlace.File(path), auditCountMax);

    /// <summary>The same, wherever it is kept.</summary>
    public static IntentView Read(DatabasePlace place, int auditCountMax = 100) => place.Look(Schema.Form, (statements, name) => new IntentView(
        IntentRows.Open(statements, name), IntentRows.Closed(statements, name, auditCountMax), IntentRows.Receipt(statements)));

    /// <summary>Becomes another text when something was written since; empty when that cannot be seen now.</summary>
    public static string Stamp(DatabasePlace place) => place.Stamp(Schema.Form);
}
