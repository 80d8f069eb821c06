namespace Holdfast.Doctor.Installation;

/// <summary>
/// What a unit of systemd says in [Service], with its drop-ins: in the order of their names, whatever folder they are in; a folder of higher rank hides files of
/// the same name. A later value takes the place of an earlier one, in a list it is added, and an empty one empties the list.
/// </summary>
public sealed class UnitSettings
{
    private static readonly string[] s_folders = ["etc/systemd/system", "run/systemd/system", "usr/local/lib/systemd/system", "usr/lib/systemd/system", "lib/systemd/system"];

    private readonly Dictionary<string, List<string>> _values = [];

    private UnitSettings(string file)
    {
        File = file;
    }

    /// <summary>The unit itself.</summary>
    public string File { get; }

    /// <summary>Null when there is no such unit.</summary>
    public static UnitSettings? Read(string root, string unit)
    {
        string[] folders = [.. s_folders.Select(folder => Path.Combine(root, folder))];
        string? file = folders.Select(folder => Path.Combine(folder, unit + ".service")).FirstOrDefault(System.IO.File.Exists);
        if (file == null)
        {
            return null;
        }

        UnitSettings settings = new(file);
        settings.Add(file);
        IEnumerable<string> parts = folders.Select(folder => Path.Combine(folder, unit + ".service.d")).Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.conf")).DistinctBy(Path.GetFileName).OrderBy(Path.GetFileName, StringComparer.Ordinal);
        foreach (string part in parts)
        {
            settings.Add(part);
        }

        return settings;
    }

    /// <summary>The value that counts; empty when nothing is said.</summary>
    public string Last(string name) => All(name) is { Count: > 0 } values ? values[^1] : "";

    /// <summary>All words of a list.</summary>
    public IReadOnlyList<string> Words(string name) => [.. All(name).SelectMany(value => value.Split(' ', StringSplitOptions.RemoveEmptyEntries))];

    public IReadOnlyList<string> All(string name) => _values.GetValueOrDefault(name) ?? [];

    public bool IsOn(string name) => Last(name).ToLowerInvariant() is "yes" or "true" or "on" or "1";

    private void Add(string file)
    {
        bool isService = false;
        foreach (string line in System.IO.File.ReadAllText(file).Replace("\\\n", " ", StringComparison.Ordinal).Split('\n').Select(line => line.Trim()))
        {
            if (line.StartsWith('['))
            {
                isService = line == "[Service]";
            }
            else if (isService && !line.StartsWith('#') && !line.StartsWith(';') && line.Split('=', 2) is [string name, string value])
            {
                List<string> values = _values.TryGetValue(name.Trim(), out List<string>? known) ? known : _values[name.Trim()] = [];
                if (value.Trim().Length == 0)
                {
                    values.Clear();
                }
                else
                {
                    values.Add(value.Trim());
                }
            }
        }
    }
}
