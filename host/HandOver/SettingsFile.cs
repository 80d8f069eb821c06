namespace Holdfast.HandOver;

/// <summary>
/// Settings of Holdfast's programs on a node's machine. Each can be in the environment (HOLDFAST_SIGNER) or in a file `holdfast.conf` (signer=...) in
/// the node's directory, that is lightningd's working directory or the one above it; the environment wins.
/// </summary>
public sealed class SettingsFile
{
    private const string FileName = "holdfast.conf";
    private const string Prefix = "HOLDFAST_";

    private readonly Dictionary<string, string> _values = [];
    private readonly string[] _names;

    private SettingsFile(string[] names)
    {
        _names = names;
    }

    /// <summary>What cannot be read or means nothing, for the person who wrote it; null when all is well.</summary>
    public string? Wrong { get; private set; }

    /// <param name="names">All that there are, for whichever program.</param>
    public static SettingsFile Read(string folder, Func<string, string?> environment, string[] names)
    {
        SettingsFile settings = new(names);
        string? path = Array.Find([Path.Combine(folder, FileName), Path.Combine(folder, "..", FileName)], File.Exists);
        if (path != null)
        {
            settings.ReadFile(path);
        }

        foreach (string name in names)
        {
            if (environment(Prefix + name.Replace('-', '_').ToUpperInvariant()) is { Length: > 0 } value)
            {
                settings._values[name] = value;
            }
        }

        return settings;
    }

    /// <summary>What somebody wrote for it; null when nobody did.</summary>
    public string? Find(string name) => _values.GetValueOrDefault(name);

    private void ReadFile(string path)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(path);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            Wrong = unreadable.Message;
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
            if (equals < 0 || !_names.Contains(name))
            {
                Wrong ??= $"{path}, line {i + 1}: '{name}' is no setting (there are: {string.Join(", ", _names)})";
                continue;
            }

            _values[name] = text[(equals + 1)..].TrimStart();
        }
    }
}
