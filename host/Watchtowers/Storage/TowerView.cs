using System.Text.Json.Nodes;
using Holdfast.IntentLog;

namespace Holdfast.Watchtowers.Storage;

/// <summary>A look at the towers' file that another process may be holding: for the doctor. It changes nothing.</summary>
public static class TowerView
{
    /// <summary>The file's name in the node's directory.</summary>
    public const string FileName = "holdfast-towers.db";

    /// <exception cref="TowerStoreException">The file is missing, foreign or damaged.</exception>
    public static JsonObject Read(string path, TimeProvider? time = null) => Read(DatabasePlace.File(path), time);

    /// <summary>The same, wherever it is kept.</summary>
    public static JsonObject Read(DatabasePlace place, TimeProvider? time = null)
    {
        try
        {
            return place.Look(TowerSchema.Form, (statements, _) => TowerReport.Of(statements, (time ?? TimeProvider.System).GetUtcNow()));
        }
        catch (IntentStoreException failure)
        {
            throw new TowerStoreException(failure.Message, failure);
        }
    }
}
