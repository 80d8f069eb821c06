namespace Holdfast.HandOver;

/// <summary>
/// A file in the node's directory by which holdfast-channeld recognises holdfast-hsmd: the process that made the hsm socket is the one named here,
/// started at the moment that is named here, and it understands this version of the exchange. Any other hsmd is never sent a message that it does
/// not know.
/// </summary>
public sealed class BridgeMark : IDisposable
{
    public const string FileName = "holdfast-hsmd.pid";

    private const string Name = "holdfast-hsmd";

    private readonly string _path;

    /// <summary>This process is a holdfast-hsmd, until the result is disposed.</summary>
    /// <exception cref="IOException">The file cannot be written; every stub will step aside.</exception>
    public BridgeMark(string folder)
    {
        _path = Path.Combine(folder, FileName);
        File.WriteAllText(_path + ".new", $"{Name} {Environment.ProcessId} {ProcessStat.Started(Environment.ProcessId)} {HandOverMessage.Version}\n");
        File.Move(_path + ".new", _path, overwrite: true);
    }

    /// <summary>Whether this process is a holdfast-hsmd that knows this version of the exchange.</summary>
    public static bool Names(string folder, int process)
    {
        try
        {
            string[] fields = File.ReadAllText(Path.Combine(folder, FileName)).TrimEnd().Split(' ');
            return process > 0 && fields is [Name, string number, string started, string version]
                && number == process.ToString() && version == HandOverMessage.Version.ToString() && (Started(process) ?? started) == started;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        try
        {
            File.Delete(_path);
        }
        catch (Exception stays) when (stays is IOException or UnauthorizedAccessException)
        {
            // It names a process that has ended, and the moment at which it began.
        }
    }

    /// <summary>Null where a process that keeps its memory out of dumps is hidden from others (hidepid); its number has to do then.</summary>
    private static string? Started(int process)
    {
        try
        {
            return ProcessStat.Started(process);
        }
        catch (Exception hidden) when (hidden is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
