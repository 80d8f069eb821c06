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
        string? named = commandLine.LastOrDefault(argument => argument.StartsWith("--conf=", StringComparison.Ordinal))?["--conf=".Length..];
        configuration.ReadFile(named == null ? Path.Combine(folder, "config") : Path.GetFullPath(named, folder), 0);
        configuration.ReadFile(Path.Combine(networkFolder, "config"), 0);
        foreach (string argument in commandLine.Where(argument => argument.StartsWith("--", StringComparison.Ordinal)))
        {
            configuration.Take(argument[2..]);
        }

        return configuration;
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
