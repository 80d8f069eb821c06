using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;

namespace Holdfast.Tidy.Chip;

/// <summary>
/// Compiles a .nfproj as nanoFramework's build does up to the metadata processor: the project's C#, no .NET at all, only the libraries that the project
/// names, with the surface that the lists give them. What comes out is the assembly that would be turned into a .pe file.
/// </summary>
internal sealed class ChipBuild(OptimizationLevel optimization)
{
    private readonly Dictionary<string, byte[]> _built = [];

    public static ChipBuild Release { get; } = new(OptimizationLevel.Release);

    public static ChipBuild Debug { get; } = new(OptimizationLevel.Debug);

    /// <summary>The compiled assembly; compiler errors are an <see cref="InvalidOperationException"/> that lists them.</summary>
    public byte[] Build(string projectPath, string board = DeviceProject.DefaultBoard)
    {
        lock (_built)
        {
            if (!_built.TryGetValue(projectPath + board, out byte[]? image))
            {
                image = Compile(DeviceProject.Load(projectPath, board));
                _built.Add(projectPath + board, image);
            }

            return image;
        }
    }

    /// <summary>One source text against mscorlib alone: for planted violations.</summary>
    public byte[] BuildSnippet(string source, string assembly = "Holdfast.Planted", string languageVersion = DeviceProject.DefaultLanguageVersion) => Emit(
        assembly, OutputKind.DynamicallyLinkedLibrary, [Parse(source, "Planted.cs", languageVersion)], [ChipReferences.Of("mscorlib")]);

    private byte[] Compile(DeviceProject project)
    {
        List<MetadataReference> references = [.. project.Libraries.Select(l => ChipReferences.Of(l.Name))];
        references.AddRange(project.Projects.Select(p => MetadataReference.CreateFromImage(Build(p))));
        return Emit(
            project.AssemblyName,
            project.IsProgram ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary,
            project.Sources.Select(s => Parse(Repository.Read(s), s, project.LanguageVersion)),
            references);
    }

    private static SyntaxTree Parse(string source, string path, string languageVersion) =>
        CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(
            LanguageVersionFacts.TryParse(languageVersion, out LanguageVersion version) ? version : throw new InvalidOperationException(languageVersion), preprocessorSymbols: ["NANOFRAMEWORK_1_0", "TRACE"]), path);

    private byte[] Emit(string name, OutputKind kind, IEnumerable<SyntaxTree> sources, IEnumerable<MetadataReference> references)
    {
        CSharpCompilation compilation = CSharpCompilation.Create(
            name, sources, references,
            new CSharpCompilationOptions(kind, optimizationLevel: optimization, deterministic: true, allowUnsafe: true));
        using MemoryStream stream = new();
        EmitResult result = compilation.Emit(stream);
        if (!result.Success)
        {
            throw new InvalidOperationException(name + " does not compile against nanoFramework's libraries:\n" + string.Join("\n", result.Diagnostics
                .Where(d => d.Severity == DiagnosticSeverity.Error).Take(30)
                .Select(d => $"  {d.Location.GetLineSpan().Path}({d.Location.GetLineSpan().StartLinePosition.Line + 1}): {d.Id} {d.GetMessage()}")));
        }

        return stream.ToArray();
    }
}
