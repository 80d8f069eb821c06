using System.Security.Cryptography;
using Holdfast.HandOver;
using Holdfast.IntentLog;
using Holdfast.PostgresLog;
using Holdfast.Watchtowers;
using Holdfast.Watchtowers.Storage;

namespace Holdfast.HsmdBridge;

/// <summary>A setting that cannot be used; the text is for the person who wrote it.</summary>
internal sealed class SettingException(string message) : Exception(message);

/// <summary>Settings of holdfast-hsmd, and what they mean. README.md beside this file lists them.</summary>
internal sealed class HsmdSettings
{
    private static readonly string[] s_names =
    [
        "signer", "node-version", "host-half", "intent-log", "log-level", "withhold-watchtower-penalties", "hold-seconds", "write-ahead", "channeld",
        "tower-proxy", "tower-proxy-always", "tower-wait-seconds", "backup", "second-opinion",
        "host-half-passphrase-file",
    ];

    private static readonly Dictionary<string, StatusLevel> s_levels = new()
    {
        ["trace"] = StatusLevel.Trace,
        ["debug"] = StatusLevel.Debug,
        ["info"] = StatusLevel.Info,
        ["unusual"] = StatusLevel.Unusual,
        ["broken"] = StatusLevel.Broken,
    };

    private readonly SettingsFile _file;
    private readonly string _folder;

    private HsmdSettings(SettingsFile file, string folder)
    {
        _file = file;
        _folder = folder;
    }

    /// <summary>
    /// Which signer: a serial port ("/dev/ttyUSB0", with ",115200" for another baud rate), "tcp:HOST:PORT" or the path that `holdfast simulate`
    /// printed. Null when nobody said.
    /// </summary>
    public string? Signer => Find("signer");

    /// <summary>What --version answers; null: ask the lightningd that started the bridge.</summary>
    public string? NodeVersion => Find("node-version");

    /// <summary>The file with the host's half of the device's key; null when nobody named one.</summary>
    public string? HostHalfPath => Find("host-half") is string path ? InFolder(path) : null;

    /// <summary>The file with the passphrase of a sealed half; null when nobody named one.</summary>
    public string? HostHalfPassphrasePath => Find("host-half-passphrase-file") is string path ? InFolder(path) : null;

    /// <summary>A file, or the address of a PostgreSQL database.</summary>
    public string IntentLog => Find("intent-log") is string address && PostgresPlace.IsAddress(address) ? address : InFolder(Find("intent-log") ?? "holdfast-intents.db");

    /// <exception cref="FormatException">It looks like the address of a database, and is none that can be used.</exception>
    public DatabasePlace IntentPlace => PostgresPlace.IsAddress(IntentLog) ? PostgresPlace.Parse(IntentLog, InFolder("holdfast-intents.db")) : DatabasePlace.File(IntentLog);

    /// <summary>Where the bridge says what it waits for: beside the intent log, or in the node's directory when the log is in a database.</summary>
    public string StateFolder => PostgresPlace.IsAddress(IntentLog) ? InFolder(".") : Path.GetDirectoryName(IntentLog)!;

    /// <summary>The folder of the device's backup; null when the owner wants none.</summary>
    public string? BackupFolder => Find("backup") is not string folder ? _folder : folder == "none" ? null : InFolder(folder);

    /// <summary>Which other library judges every transaction; null when the owner wants none.</summary>
    public string? SecondOpinion => Find("second-opinion");

    public string TowerStorePath => InFolder(TowerView.FileName);

    public bool AreTowersInDatabase => PostgresPlace.IsAddress(IntentLog);

    /// <summary>That file, or the database in which the intent log is.</summary>
    public DatabasePlace TowerPlace => AreTowersInDatabase ? PostgresPlace.Parse(IntentLog, TowerStorePath) : DatabasePlace.File(TowerStorePath);

    /// <summary>A SOCKS5 proxy for onion services; null when there is none.</summary>
    public TowerAddress? TowerProxy => Find("tower-proxy") is string proxy ? ParseProxy(proxy) : null;

    /// <summary>No tower is reached but through the proxy.</summary>
    public bool IsTowerProxyAlwaysUsed => Flag("tower-proxy-always");

    public StatusLevel LogLevel => s_levels.GetValueOrDefault(Find("log-level") ?? "debug", StatusLevel.Debug);

    public bool WithholdsWatchtowerPenalties => Flag("withhold-watchtower-penalties");

    /// <summary>False: channels run in the node's own order, although holdfast-channeld is in front of them.</summary>
    public bool WritesAhead => Flag("write-ahead", byDefault: "true");

    /// <summary>How long a request of lightningd itself is held before it gets a placeholder, where one exists.</summary>
    public TimeSpan HoldMax => TimeSpan.FromSeconds(Seconds("hold-seconds", "300", 1, 86_400));

    /// <summary>How long a commitment waits for a watchtower that the owner demands, before the node gets the refusal.</summary>
    public TimeSpan TowerWait => TimeSpan.FromSeconds(Seconds("tower-wait-seconds", "60", 0, 3_600));

    /// <summary>Where files with a relative name are: the node's directory.</summary>
    public string InFolder(string path) => Path.GetFullPath(path, _folder);

    /// <summary>
    /// What the device tells another bridge of this one: the name of the host, some digits of its identity, and the end of the node's directory. A bridge that was started
    /// anew has the same name.
    /// </summary>
    public string BridgeName
    {
        get
        {
            string host = Environment.MachineName.Length > 20 ? Environment.MachineName[..20] : Environment.MachineName;
            string folder = _folder.Length > 30 ? "~" + _folder[^29..] : _folder;
            return $"{host} ({HostDigits()}) {folder}";
        }
    }

    /// <summary>Never throws: what is wrong is kept for <see cref="RequireUsable"/>.</summary>
    /// <param name="more">Names that the program has besides those of holdfast-hsmd.</param>
    public static HsmdSettings Read(string folder, Func<string, string?> environment, string[] more) =>
        new(SettingsFile.Read(folder, environment, [.. s_names, .. more]), folder);

    /// <summary>What somebody wrote for this name; null when nobody did.</summary>
    public string? Find(string name) => _file.Find(name);

    /// <exception cref="SettingException">Neither true nor false.</exception>
    public bool Flag(string name, string byDefault = "false") => (Find(name) ?? byDefault) switch
    {
        "true" or "1" or "yes" => true,
        "false" or "0" or "no" => false,
        string other => throw new SettingException(name + " is true or false, not '" + other + "'"),
    };

    /// <exception cref="SettingException">A line or a value that means nothing.</exception>
    public void RequireUsable()
    {
        if (_file.Wrong != null)
        {
            throw new SettingException(_file.Wrong);
        }

        if (Find("log-level") is string level && !s_levels.ContainsKey(level))
        {
            throw new SettingException($"log-level must be one of {string.Join(", ", s_levels.Keys)}, not '{level}'");
        }
    }

    /// <summary>Hosts can have the same name. What systemd keeps as the identity of a host is not told to others as it is.</summary>
    private static string HostDigits()
    {
        try
        {
            return Convert.ToHexStringLower(SHA256.HashData([.. "holdfast "u8, .. File.ReadAllBytes("/etc/machine-id")]), 0, 3);
        }
        catch (Exception none) when (none is IOException or UnauthorizedAccessException)
        {
            return "no id";
        }
    }

    private static TowerAddress ParseProxy(string text)
    {
        try
        {
            return TowerAddress.Parse(text);
        }
        catch (FormatException wrong)
        {
            throw new SettingException("tower-proxy: " + wrong.Message);
        }
    }

    private int Seconds(string name, string unlessSaid, int least, int most)
    {
        string text = Find(name) ?? unlessSaid;
        return int.TryParse(text, out int seconds) && seconds >= least && seconds <= most
            ? seconds
            : throw new SettingException($"{name} must be a number from {least} to {most}, not '{text}'");
    }
}
