using System.Runtime.InteropServices;
using System.Text;

namespace Holdfast.Plugin;

/// <summary>
/// What the owner wrote in lightningd's configuration, read by ourselves. lightningd tells a plugin the values of its options only after the plugin has said which hooks it wants;
/// a hook that is registered for nothing would stand in the way of every HTLC.
/// </summary>
/// <remarks>lightningd starts plugins in the directory of its network; the other configuration file is one directory above.</remarks>
internal sealed class NodeConfiguration
{
    private const int DepthMax = 10;

    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <summary>The last value of an option; empty when it has none; null when it is not mentioned.</summary>
    public string? this[string option] => _values.GetValueOrDefault(option);

    /// <summary>The files of a directory, and the command line after them, which counts more.</summary>
    public static NodeConfiguration Read(string networkFolder, IReadOnlyList<string> commandLine)
    {
        NodeConfiguration configuration = new();
        string folder = Path.GetFullPath(Path.Combine(networkFolder, ".."));
        List<string> settings = Settings(commandLine);
        if (settings.LastOrDefault(setting => setting.StartsWith("conf=", StringComparison.Ordinal)) is { } named)
        {
            // lightningd then reads no other file.
            configuration.ReadFile(Path.GetFullPath(named["conf=".Length..], folder), 0);
        }
        else
        {
            configuration.ReadFile(Path.Combine(folder, "config"), 0);
            configuration.ReadFile(Path.Combine(networkFolder, "config"), 0);
        }

        settings.ForEach(configuration.Take);
        return configuration;
    }

    // `--name value` is `--name=value`, as for lightningd, which has no arguments without a name.
    private static List<string> Settings(IReadOnlyList<string> commandLine)
    {
        List<string> settings = [];
        for (int i = 0; i < commandLine.Count; i++)
        {
            if (commandLine[i].StartsWith("--", StringComparison.Ordinal))
            {
                bool hasValue = !commandLine[i].Contains('=', StringComparison.Ordinal) && i + 1 < commandLine.Count && !commandLine[i + 1].StartsWith('-');
                settings.Add(commandLine[i][2..] + (hasValue ? "=" + commandLine[i + 1] : string.Empty));
            }
        }

        return settings;
    }

    /// <summary>Of the lightningd that started this process.</summary>
    public static NodeConfiguration OfParent() => Read(Environment.CurrentDirectory, ParentsCommandLine());

    private static string[] ParentsCommandLine()
    {
        try
        {
            return OperatingSystem.IsLinux() ? Encoding.UTF8.GetString(File.ReadAllBytes($"/proc/{getppid()}/cmdline")).Split('\0', StringSplitOptions.RemoveEmptyEntries) : [];
        }
        catch (Exception hidden) when (hidden is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private void ReadFile(string path, int depth)
    {
        string[] lines;
        try
        {
            lines = depth > DepthMax || !File.Exists(path) ? [] : File.ReadAllLines(path);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return;
        }

        foreach (string line in lines.Select(line => line.Trim()))
        {
            if (line.StartsWith("include ", StringComparison.Ordinal))
            {
                ReadFile(Path.GetFullPath(line["include ".Length..].Trim(), Path.GetDirectoryName(path) ?? "/"), depth + 1);
            }
            else if (line.Length > 0 && line[0] != '#')
            {
                Take(line);
            }
        }
    }

    private void Take(string setting)
    {
        int equals = setting.IndexOf('=', StringComparison.Ordinal);
        _values[equals < 0 ? setting : setting[..equals].Trim()] = equals < 0 ? string.Empty : setting[(equals + 1)..].Trim();
    }

    [DllImport("libc")]
    private static extern int getppid();
}
