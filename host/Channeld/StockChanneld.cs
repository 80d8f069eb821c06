using Holdfast.HandOver;

namespace Holdfast.Channeld;

/// <summary>Where the node's own channeld is.</summary>
internal static class StockChanneld
{
    /// <summary>Its path, for nodes that keep it elsewhere.</summary>
    public const string Setting = "channeld";

    private const string Name = "lightning_channeld";

    /// <summary>
    /// From the setting, or by the node's own rules (lightningd.c, find_subdaemons_and_plugins): beside lightningd, or where an installation puts
    /// it relative to lightningd.
    /// </summary>
    /// <returns>Null when there is none: never this program itself, which would start itself for ever.</returns>
    public static string? Find(SettingsFile settings)
    {
        string? path = settings.Find(Setting) ?? BesideParent();
        return path == null || !Path.IsPathRooted(path) || !File.Exists(path) || IsOurselves(path) ? null : path;
    }

    private static string? BesideParent()
    {
        try
        {
            string? folder = Path.GetDirectoryName(ProcessStat.Program(ProcessStat.OwnParent));
            return folder == null ? null : Array.Find(
                [Path.Combine(folder, Name), Path.GetFullPath(Path.Combine(folder, "../libexec/c-lightning", Name))], File.Exists);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static bool IsOurselves(string path)
    {
        string target = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? Path.GetFullPath(path);
        return target == Environment.ProcessPath;
    }
}
