namespace Holdfast.HsmdBridge;

/// <summary>A setting that cannot be used; the text is for the person who wrote it.</summary>
internal sealed class SettingException(string message) : Exception(message);

/// <summary>
/// Settings of holdfast-hsmd. Each can stand in the environment (HOLDFAST_SIGNER) or in a file "holdfast.conf" (signer=...) in the node's
/// directory, that is lightningd's working directory or the one above it; the environment wins. README.md beside this file lists them.
/// </summary>
internal sealed class HsmdSettings
{
    private const string FileName = "holdfast.conf";
    private const string Prefix = "HOLDFAST_";

    private static readonly string[] s_names =
        ["signer", "node-version", "host-half", "intent-log", "log-level", "withhold-watchtower-penalties", "hold-seconds", "simulated-approval", "simulated-secret"];

    private static readonly Dictionary<string, StatusLevel> s_levels = new()
    {
        ["trace"] = StatusLevel.Trace,
        ["debug"] = StatusLevel.Debug,
        ["info"] = StatusLevel.Info,
        ["unusual"] = StatusLevel.Unusual,
        ["broken"] = StatusLevel.Broken,
    };

    private readonly Dictionary<string, string> _values = [];
    private readonly string _folder;

    private string? _wrong;

    private HsmdSettings(string folder)
    {
        _folder = folder;
    }

    /// <summary>
    /// Which signer: a serial port ("/dev/ttyUSB0", with ",115200" for another baud rate), "tcp:HOST:PORT" or the path that `holdfast simulate`
    /// printed, or "embedded" for a simulated signer in this process (tests only). Null when nobody said.
    /// </summary>
    public string? Signer => Find("signer");

    /// <summary>What --version answers; null: ask the lightningd that started us.</summary>
    public string? NodeVersion => Find("node-version");

    /// <summary>The file with the host's half of the device's key; null when nobody named one.</summary>
    public string? HostHalfPath => Find("host-half") is string path ? InFolder(path) : null;

    public string IntentLogPath => InFolder(Find("intent-log") ?? "holdfast-intents.db");

    public StatusLevel LogLevel => s_levels.GetValueOrDefault(Find("log-level") ?? "debug", StatusLevel.Debug);

    public bool WithholdsWatchtowerPenalties => Flag("withhold-watchtower-penalties");

    /// <summary>How long a request of lightningd itself is held before it gets a placeholder, where one exists.</summary>
    public TimeSpan HoldMax => TimeSpan.FromSeconds(HoldSeconds());

    /// <summary>Embedded signer only: the owner's button is pressed by itself.</summary>
    public bool ApprovesBySimulation => Flag("simulated-approval");

    /// <summary>Embedded signer only, at its first start: an hsm_secret file whose secret it takes. Without one it makes its own.</summary>
    public string? SimulatedSecretPath => Find("simulated-secret") is string path ? InFolder(path) : null;

    /// <summary>Where files with a relative name are: the node's directory.</summary>
    public string InFolder(string path) => Path.GetFullPath(path, _folder);

    /// <summary>Never throws: what is wrong is kept for <see cref="RequireUsable"/>.</summary>
    public static HsmdSettings Read(string folder, Func<string, string?> environment)
    {
        HsmdSettings settings = new(folder);
        string? path = Array.Find([Path.Combine(folder, FileName), Path.Combine(folder, "..", FileName)], File.Exists);
        if (path != null)
        {
            settings.ReadFile(path);
        }

        foreach (string name in s_names)
        {
            if (environment(Prefix + name.Replace('-', '_').ToUpperInvariant()) is { Length: > 0 } value)
            {
                settings._values[name] = value;
            }
        }

        return settings;
    }

    /// <exception cref="SettingException">A line or a value that means nothing.</exception>
    public void RequireUsable()
    {
        if (_wrong != null)
        {
            throw new SettingException(_wrong);
        }

        if (Find("log-level") is string level && !s_levels.ContainsKey(level))
        {
            throw new SettingException($"log-level is {string.Join(", ", s_levels.Keys)}, not '{level}'");
        }
    }

    private void ReadFile(string path)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(path);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            _wrong = unreadable.Message;
            return;
        }

        for (int i = 0; i < lines.Length; i++)
        {
            string text = lines[i].Trim();
            if (text.Length == 0 || text[0] == '#')
            {
                continue;
            }

            int equals = text.IndexOf('=');
            string name = equals < 0 ? text : text[..equals].TrimEnd();
            if (equals < 0 || !s_names.Contains(name))
            {
                _wrong ??= $"{path}, line {i + 1}: '{name}' is no setting (there are: {string.Join(", ", s_names)})";
                continue;
            }

            _values[name] = text[(equals + 1)..].TrimStart();
        }
    }

    private int HoldSeconds()
    {
        string text = Find("hold-seconds") ?? "300";
        return int.TryParse(text, out int seconds) && seconds is >= 1 and <= 86_400
            ? seconds
            : throw new SettingException("hold-seconds is a number from 1 to 86400, not '" + text + "'");
    }

    private string? Find(string name) => _values.GetValueOrDefault(name);

    private bool Flag(string name) => (Find(name) ?? "false") switch
    {
        "true" or "1" or "yes" => true,
        "false" or "0" or "no" => false,
        string other => throw new SettingException(name + " is true or false, not '" + other + "'"),
    };
}
