using System.Text.Json.Nodes;
using Holdfast.IntentLog;
using Microsoft.Data.Sqlite;

namespace Holdfast.Watchtowers.Storage;

/// <summary>A look at the towers' file that another process may be holding: for the doctor. It changes nothing.</summary>
public static class TowerView
{
    /// <summary>The file's name in the node's directory.</summary>
    public const string FileName = "holdfast-towers.db";

    /// <exception cref="TowerStoreException">The file is missing, foreign or damaged.</exception>
    public static JsonObject Read(string path, TimeProvider? time = null)
    {
        try
        {
            using Statements statements = new(DatabaseFile.OpenForReading(path, TowerSchema.Form));
            statements.Run("BEGIN DEFERRED");
            return TowerReport.Of(statements, (time ?? TimeProvider.System).GetUtcNow());
        }
        catch (SqliteException failure)
        {
            throw new TowerStoreException(IntentStoreException.From(failure, TowerSchema.Form, path).Message, failure);
        }
        catch (IntentStoreException failure)
        {
            throw new TowerStoreException(failure.Message, failure);
        }
    }
}
