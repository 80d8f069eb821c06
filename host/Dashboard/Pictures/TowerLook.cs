using System.Text.Json.Nodes;
using Holdfast.Watchtowers.Storage;

namespace Holdfast.Dashboard.Pictures;

/// <summary>What the towers' file says.</summary>
internal static class TowerLook
{
    public static TowersPicture Of(string folder)
    {
        string path = Path.Combine(folder, TowerView.FileName);
        if (!File.Exists(path))
        {
            return new TowersPicture();
        }

        try
        {
            JsonObject report = TowerView.Read(path);
            return new TowersPicture
            {
                AreSetUp = report.Each("towers").Any(),
                Towers = [.. report.Each("towers").Select(tower => new TowerPicture(
                    tower.Text("tower"), (tower["addresses"] as JsonArray)?.FirstOrDefault()?.ToString() ?? string.Empty,
                    tower.Flag("active") ?? false, tower.Flag("trusted") ?? false,
                    tower.Whole("sessions") ?? 0, tower.Part("backups").Whole("acknowledged") ?? 0, tower.Part("backups").Whole("pending") ?? 0,
                    tower.Part("backups").Whole("oldest_pending_seconds"), tower.Part("backups").Whole("refused") ?? 0))],
                OldestUnacknowledgedSeconds = report.Whole("oldest_unacknowledged_seconds"),
            };
        }
        catch (TowerStoreException unreadable)
        {
            return new TowersPicture { AreSetUp = true, Trouble = unreadable.Message };
        }
    }
}
