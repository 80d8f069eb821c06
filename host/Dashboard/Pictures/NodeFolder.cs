using Holdfast.HandOver;

namespace Holdfast.Dashboard.Pictures;

/// <summary>
/// The signer of the node in one directory: from the bridge's socket and file, the intent log, the node's own socket, and the files of towers and held payments. The
/// device's line is the bridge's: it is never opened here.
/// </summary>
internal sealed class NodeFolder : IPictureSource
{
    private readonly string _folder;
    private readonly string _logPath;
    private readonly TimeProvider _clock;
    private readonly LogLook _log;
    private readonly NodeLook _node;

    public NodeFolder(string folder, Func<string, string?> environment, TimeProvider clock)
    {
        _folder = Path.GetFullPath(folder);
        _clock = clock;
        _logPath = Path.GetFullPath(SettingsFile.Read(_folder, environment, ["intent-log"]).Find("intent-log") ?? "holdfast-intents.db", _folder);
        _log = new LogLook(_logPath);
        _node = new NodeLook(_folder, clock);
    }

    public NodePicture Take()
    {
        NodePicture picture = new() { At = _clock.GetUtcNow(), Folder = _folder, Bridge = new BridgePicture(), Log = new LogPicture() };
        picture = BridgeLook.Add(picture, _folder, Path.GetDirectoryName(_logPath) ?? _folder);
        picture = _node.Add(_log.Add(picture));
        return picture with { Towers = TowerLook.Of(_folder), Held = HeldLook.Of(_folder) };
    }
}
