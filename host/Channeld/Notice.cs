using Holdfast.HandOver;

namespace Holdfast.Channeld;

/// <summary>
/// What the owner is told when another hsmd than holdfast-hsmd is behind the stub. It goes to standard error, which is lightningd's own: fd 0 belongs to
/// channeld, and a lightningd that nobody knows yet may read another first message there as an error. A bridge that steps aside says so itself, in
/// the node's log.
/// </summary>
internal static class Notice
{
    private const string FileName = "holdfast-channeld.said";

    /// <summary>Said once for each start of lightningd, however many channels there are.</summary>
    public static void StepsAside(string folder)
    {
        try
        {
            int lightningd = ProcessStat.OwnParent;
            string start = lightningd + " " + ProcessStat.Started(lightningd);
            string path = Path.Combine(folder, FileName);
            if (!File.Exists(path) || File.ReadAllText(path) != start)
            {
                File.WriteAllText(path, start);
                OwnProcess.Say("this node does not run holdfast-hsmd, so holdfast-channeld has no effect");
            }
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            // A channel is worth more than a notice.
        }
    }
}
