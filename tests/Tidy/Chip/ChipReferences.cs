using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;

namespace Holdfast.Tidy.Chip;

/// <summary>nanoFramework's libraries as reference assemblies, compiled in memory from the lists: what is not in a list does not compile.</summary>
internal static class ChipReferences
{
    private static readonly Lazy<IReadOnlyDictionary<string, byte[]>> s_images = new(CompileAll);

    /// <summary>Assembly name to image; mscorlib first.</summary>
    public static IReadOnlyDictionary<string, byte[]> Images => s_images.Value;

    public static MetadataReference Of(string assembly) => MetadataReference.CreateFromImage(Images[assembly]);

    private static IReadOnlyDictionary<string, byte[]> CompileAll()
    {
        NanoApi api = NanoApi.Lists;
        Dictionary<string, byte[]> images = [];
        List<NanoAssembly> left = [.. api.Assemblies.OrderBy(a => a.Name == "mscorlib" ? 0 : 1)];
        while (left.Count > 0)
        {
            // A library compiles once those that it refers to are there; the lists do not say which, so try in turn.
            List<string> errors = [];
            NanoAssembly? done = left.FirstOrDefault(a => TryCompile(api, a, images, errors));
            if (done is null)
            {
                throw new InvalidOperationException("No reference assembly could be made of the lists:\n" + string.Join("\n", errors.Take(40)));
            }

            left.Remove(done);
        }

        return images;
    }

    private static bool TryCompile(NanoApi api, NanoAssembly assembly, Dictionary<string, byte[]> images, List<string> errors)
    {
        string source = new StandInSource(api).Write(assembly, $"[assembly: global::System.Reflection.AssemblyVersion(\"{assembly.Version}\")]\n", _ => true);
        CSharpCompilation compilation = CSharpCompilation.Create(
            assembly.Name,
            [CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(LanguageVersion.CSharp13))],
            images.Values.Select(i => MetadataReference.CreateFromImage(i)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, warningLevel: 0, allowUnsafe: true));
        using MemoryStream stream = new();
        EmitResult result = compilation.Emit(stream, options: new EmitOptions(runtimeMetadataVersion: "v4.0.30319"));
        if (result.Success)
        {
            images.Add(assembly.Name, stream.ToArray());
            return true;
        }

        errors.AddRange(result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).Take(15)
            .Select(d => $"{assembly.Name}: {d.GetMessage()} at: {source.Split('\n')[d.Location.GetLineSpan().StartLinePosition.Line].Trim()}"));
        return false;
    }
}
