namespace Holdfast.Flash;

/// <summary>The machine that this program runs on.</summary>
public sealed class ThisMachine : IMachine
{
    public bool IsWindows => OperatingSystem.IsWindows();

    public bool IsMac => OperatingSystem.IsMacOS();

    public string Home => Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

    public string? Variable(string name) => Environment.GetEnvironmentVariable(name);

    public bool FileExists(string path) => File.Exists(path);

    public IEnumerable<string> Folders(string parent, string pattern) =>
        Directory.Exists(parent) ? Directory.EnumerateDirectories(parent, pattern).OrderDescending(StringComparer.Ordinal) : [];

    public string? OnPath(string program)
    {
        string[] names = IsWindows ? [program + ".exe", program + ".cmd"] : [program];
        string? found = (Variable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(folder => names.Select(n => Path.Combine(folder, n))).FirstOrDefault(File.Exists);

        // /usr/bin/dotnet is often a link; what lies beside its target is what matters.
        return found is null ? null : new FileInfo(found).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? found;
    }
}
