using System.Text.Json.Nodes;
using Holdfast.Watchtowers.Storage;

namespace Holdfast.Doctor;

/// <summary>What the towers' file says that the owner should know: states that could not be punished if the node were off.</summary>
public static class TowerExamination
{
    /// <summary>Longer than a tower's restart, much shorter than any channel's delay.</summary>
    private const long LateSeconds = 600;

    /// <param name="folder">The node's directory.</param>
    public static IReadOnlyList<Diagnosis> OfNode(string folder) => Of(Path.Combine(folder, TowerView.FileName));

    /// <param name="path">The towers' file; nothing is found where there is none.</param>
    public static IReadOnlyList<Diagnosis> Of(string path)
    {
        if (!File.Exists(path))
        {
            return [];
        }

        try
        {
            return Of(TowerView.Read(path));
        }
        catch (TowerStoreException failure)
        {
            return [new("", Finding.BackupLate, "The watchtowers' file cannot be read: " + failure.Message, true, ["put a copy back, or remove it and add the towers again"])];
        }
    }

    /// <param name="report">Of <see cref="TowerView"/>.</param>
    public static IReadOnlyList<Diagnosis> Of(JsonObject report)
    {
        List<Diagnosis> found = [];
        JsonArray towers = report["towers"]!.AsArray();
        if (towers.Count > 0 && towers.All(tower => !tower!["active"]!.GetValue<bool>()))
        {
            found.Add(new("", Finding.BackupLate, "No watchtower is active: states that are revoked now are backed up nowhere.", true, ["`holdfast tower add` makes one active"]));
        }

        if (report["oldest_unacknowledged_seconds"] is JsonValue oldest && oldest.GetValue<long>() is var seconds and > LateSeconds)
        {
            found.Add(new(
                "", Finding.BackupLate, $"A state that was revoked {seconds / 60} minutes ago is at no watchtower yet: while the node is off, nobody could act on it.", true,
                ["`holdfast tower list` says what is wrong with each tower", "add another tower"]));
        }

        if (report["device"]?["exposure_max"]?.GetValue<int>() > 0)
        {
            if (!towers.Any(tower => tower!["active"]!.GetValue<bool>() && tower["trusted"]!.GetValue<bool>()))
            {
                found.Add(new(
                    "", Finding.BackupLate, "Channels stop: the device signs only what a trusted watchtower has, and no active tower is trusted.", true,
                    ["`holdfast tower trust` and the device's button", "`holdfast tower exposure off` and the device's button"]));
            }
            else if (report["oldest_not_counted_seconds"] is JsonValue late && late.GetValue<long>() is var age and > LateSeconds)
            {
                found.Add(new(
                    "", Finding.BackupLate, $"A channel waits or will wait: a state that was revoked {age / 60} minutes ago is at no tower that the device relies on.", true,
                    ["`holdfast tower list` says what is wrong with each tower", "`holdfast tower exposure off` and the device's button"]));
            }
        }

        return found;
    }
}
