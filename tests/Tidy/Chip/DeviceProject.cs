using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Holdfast.Tidy.Chip;

/// <summary>
/// What a .nfproj says: sources, nanoFramework libraries, other projects. Reads only the MSBuild that these projects use (literal items,
/// one * or ** pattern, $(MSBuildThisFileDirectory), $(Board)) and refuses anything else, so that it cannot be quietly wrong.
/// </summary>
internal sealed class DeviceProject
{
    /// <summary>Of firmware/NanoFramework.props.</summary>
    public const string DefaultLanguageVersion = "13";

    public const string DefaultBoard = "esp32-s3-devkitc-1";

    private readonly List<string> _sources = [];

    private DeviceProject(string path, string board)
    {
        Path = path;
        XElement project = XDocument.Parse(Repository.Read(path)).Root!;
        AssemblyName = Values(project, "AssemblyName").LastOrDefault() ?? "Holdfast." + System.IO.Path.GetFileNameWithoutExtension(path);
        IsProgram = Values(project, "OutputType").LastOrDefault() == "Exe";
        foreach (XElement reference in Items(project, "Reference"))
        {
            Libraries.Add((reference.Attribute("Include")!.Value, Values(reference, "HintPath").Single()));
        }

        foreach (XElement reference in Items(project, "ProjectReference"))
        {
            Projects.Add(Combine(path, reference.Attribute("Include")!.Value));
        }

        // In the order of the file, as MSBuild does: what a shared list adds can be removed behind it.
        foreach (XElement element in project.Elements())
        {
            string? import = element.Name.LocalName == "Import" ? element.Attribute("Project")!.Value : null;
            if (import == null || !import.EndsWith(".projitems", StringComparison.Ordinal))
            {
                ReadCompile(path, element, board);
                continue;
            }

            string items = Combine(path, import);
            XElement shared = XDocument.Parse(Repository.Read(items)).Root!;
            Shared.Add(items);
            AssemblyName = Values(shared, "AssemblyName").LastOrDefault() ?? AssemblyName;
            LanguageVersion = Values(shared, "LangVersion").LastOrDefault() ?? LanguageVersion;
            ReadCompile(items, shared, board);
        }
    }

    public string Path { get; }

    public string AssemblyName { get; }

    public bool IsProgram { get; }

    public string LanguageVersion { get; } = DefaultLanguageVersion;

    /// <summary>Assembly name and hint path of every nanoFramework library.</summary>
    public List<(string Name, string HintPath)> Libraries { get; } = [];

    /// <summary>Repository paths of the projects that it refers to.</summary>
    public List<string> Projects { get; } = [];

    /// <summary>Repository paths of the shared lists of sources that it imports.</summary>
    public List<string> Shared { get; } = [];

    public IReadOnlyList<string> Sources => _sources;

    public static DeviceProject Load(string path, string board = DefaultBoard) => new(path, board);

    private static IEnumerable<XElement> Items(XElement project, string name) => project.Descendants().Where(e => e.Name.LocalName == name);

    private static IEnumerable<string> Values(XElement element, string name) => Items(element, name).Select(e => e.Value);

    private void ReadCompile(string file, XElement project, string board)
    {
        foreach (XElement compile in Items(project, "Compile"))
        {
            HashSet<string> excluded = [.. Attribute(compile, "Exclude").SelectMany(p => Expand(file, p, board))];
            _sources.AddRange(Attribute(compile, "Include").SelectMany(p => Expand(file, p, board)).Where(f => !excluded.Contains(f)));
            foreach (string removed in Attribute(compile, "Remove").SelectMany(p => Expand(file, p, board)))
            {
                _sources.Remove(removed);
            }
        }
    }

    private static string[] Attribute(XElement item, string name)
        => item.Attribute(name)?.Value.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    private static List<string> Expand(string file, string pattern, string board)
    {
        string path = Combine(file, pattern.Replace("$(MSBuildThisFileDirectory)", "").Replace("$(Board)", board));
        if (path.Contains("$("))
        {
            throw new InvalidOperationException($"{file}: {pattern} uses a property that this reader does not know");
        }

        if (!path.Contains('*'))
        {
            return [path];
        }

        string expression = "^" + Regex.Escape(path).Replace(@"\*\*/", "(.*/)?").Replace(@"\*", "[^/]*") + "$";
        return [.. Repository.Files.Where(f => Regex.IsMatch(f, expression))];
    }

    /// <summary>A path written in <paramref name="file"/>, relative to the repository.</summary>
    private static string Combine(string file, string relative)
    {
        string full = System.IO.Path.GetFullPath(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(Repository.PathOf(file))!, relative.Replace('\\', '/')));
        return System.IO.Path.GetRelativePath(Repository.Root, full).Replace('\\', '/');
    }
}
