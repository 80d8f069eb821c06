using Holdfast.Flash;

namespace Holdfast.HostUnit.Flash;

/// <summary>A machine with exactly the programs and files that a test names.</summary>
internal sealed class ImaginaryMachine : IMachine
{
    private readonly HashSet<string> _files;

    public ImaginaryMachine(params string[] files) => _files = [.. files];

    /// <summary>Linux with everything that flashing needs.</summary>
    public static ImaginaryMachine Complete => new(
        "/usr/bin/msbuild", "/usr/bin/nuget", "/usr/share/dotnet/dotnet", "/usr/share/dotnet/sdk/10.0.401/Roslyn/bincore/csc",
        "/somewhere/ada/.vscode/extensions/nanoframework.vscode-nanoframework-1.0.249/dist/utils/nanoFramework/v1.0/NFProjectSystem.CSharp.targets");

    public bool IsWindows { get; init; }

    public bool IsMac { get; init; }

    public string Home => "/somewhere/ada";

    public Dictionary<string, string> Variables { get; } = [];

    public string? Variable(string name) => Variables.GetValueOrDefault(name);

    public bool FileExists(string path) => _files.Contains(path.Replace('\\', '/'));

    public IEnumerable<string> Folders(string parent, string pattern) => _files
        .Where(f => f.StartsWith(parent + "/", StringComparison.Ordinal))
        .Select(f => parent + "/" + f[(parent.Length + 1)..].Split('/')[0])
        .Where(f => pattern == "*" || f[(parent.Length + 1)..].StartsWith(pattern.TrimEnd('*'), StringComparison.Ordinal))
        .Distinct().OrderDescending();

    public string? OnPath(string program) => _files.FirstOrDefault(f => f.EndsWith("/" + program, StringComparison.Ordinal) && !f.Contains("bincore"));
}
