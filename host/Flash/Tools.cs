namespace Holdfast.Flash;

/// <summary>The machine that flashes, as far as flashing needs to know it; a test gives another one.</summary>
public interface IMachine
{
    bool IsWindows { get; }

    bool IsMac { get; }

    string? Variable(string name);

    bool FileExists(string path);

    /// <summary>Folders that match a pattern with * in its last parts, newest name first.</summary>
    IEnumerable<string> Folders(string parent, string pattern);

    string Home { get; }

    /// <summary>Full path of a program that the shell would find; null when it would not.</summary>
    string? OnPath(string program);
}

/// <summary>Where the tools are, and what installs those that are not there.</summary>
/// <param name="MSBuild">MSBuild that can run nanoFramework's tasks (.NET Framework or Mono); the .NET SDK's cannot.</param>
/// <param name="ProjectSystem">Folder with NFProjectSystem.CSharp.targets, with a slash at its end.</param>
/// <param name="Compiler">Folder of a C# compiler new enough for the rooms, where MSBuild's own is not; null where it is.</param>
public sealed record Tools(string MSBuild, string NuGet, string ProjectSystem, string? Compiler)
{
    private const string Targets = "NFProjectSystem.CSharp.targets";

    /// <summary>Finds all tools; what is missing is named together with the command that installs it.</summary>
    public static (Tools Found, IReadOnlyList<string> Missing) Find(IMachine machine)
    {
        List<string> missing = [];
        string? msbuild = FindMSBuild(machine);
        if (msbuild is null)
        {
            missing.Add("MSBuild for nanoFramework's build tasks (the .NET SDK's own cannot run them). Install it with: " + (
                machine.IsWindows ? "winget install Microsoft.VisualStudio.2022.Community --override \"--add Microsoft.VisualStudio.Workload.ManagedDesktop\""
                : machine.IsMac ? "brew install mono"
                : "sudo apt-get install mono-complete  (from mono-project.com's repository, which has msbuild)"));
        }

        string? nuget = machine.OnPath("nuget");
        if (nuget is null)
        {
            missing.Add("nuget, which restores packages.config. Install it with: " + (
                machine.IsWindows ? "winget install Microsoft.NuGet" : machine.IsMac ? "brew install nuget" : "sudo apt-get install nuget"));
        }

        string? projectSystem = FindProjectSystem(machine);
        if (projectSystem is null)
        {
            missing.Add("nanoFramework's MSBuild files. Install them with: " + (
                machine.IsWindows ? "the extension '.NET nanoFramework Extension' in Visual Studio (Extensions, Manage Extensions)"
                : "code --install-extension nanoframework.vscode-nanoframework") +
                "  or name their folder in NANOFRAMEWORK_PROJECT_SYSTEM");
        }

        string? compiler = machine.IsWindows ? null : FindCompiler(machine);
        return (new Tools(msbuild ?? "msbuild", nuget ?? "nuget", projectSystem ?? "<nanoFramework>/v1.0/", compiler), missing);
    }

    private static string? FindMSBuild(IMachine machine)
    {
        if (machine.OnPath("msbuild") is { } onPath)
        {
            return onPath;
        }

        string? programs = machine.IsWindows ? machine.Variable("ProgramFiles") : null;
        return programs is null
            ? null
            : new[] { "Enterprise", "Professional", "Community", "BuildTools" }
                .Select(e => Path.Combine(programs, "Microsoft Visual Studio", "2022", e, "MSBuild", "Current", "Bin", "MSBuild.exe"))
                .FirstOrDefault(machine.FileExists);
    }

    private static string? FindProjectSystem(IMachine machine)
    {
        IEnumerable<string> candidates = machine.Variable("NANOFRAMEWORK_PROJECT_SYSTEM") is { Length: > 0 } named
            ? [named]
            : machine.IsWindows && machine.Variable("ProgramFiles") is { } programs
                ? new[] { "Enterprise", "Professional", "Community", "BuildTools" }
                    .Select(e => Path.Combine(programs, "Microsoft Visual Studio", "2022", e, "MSBuild", "nanoFramework", "v1.0"))
                : machine.Folders(Path.Combine(machine.Home, ".vscode", "extensions"), "nanoframework.vscode-nanoframework-*")
                    .Select(f => Path.Combine(f, "dist", "utils", "nanoFramework", "v1.0"));
        return candidates.FirstOrDefault(f => machine.FileExists(Path.Combine(f, Targets))) is { } found ? Path.TrimEndingDirectorySeparator(found) + "/" : null;
    }

    /// <summary>Mono's compiler is older than the C# of the rooms; the .NET SDK brings one that MSBuild can call instead.</summary>
    private static string? FindCompiler(IMachine machine) => machine.OnPath("dotnet") is { } dotnet
        ? machine.Folders(Path.Combine(Path.GetDirectoryName(dotnet)!, "sdk"), "*").Select(s => Path.Combine(s, "Roslyn", "bincore"))
            .FirstOrDefault(f => machine.FileExists(Path.Combine(f, "csc")))
        : null;
}
