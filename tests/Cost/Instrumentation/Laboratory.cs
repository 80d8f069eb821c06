using System.Reflection;
using System.Runtime.Loader;

namespace Holdfast.Cost;

/// <summary>
/// A place where instrumented copies run. The rooms and the peer are rewritten into a temporary folder together with a copy of this program;
/// assembly load contexts of their own bind that copy to them, so the measurements below are ordinary calls.
/// </summary>
public sealed class Laboratory : IDisposable
{
    private static readonly string[] s_rooms =
    [
        "Holdfast.Bytes", "Holdfast.Crypto", "Holdfast.Secrets", "Holdfast.Journal", "Holdfast.Protocol", "Holdfast.Lightning", "Holdfast.Towers", "Holdfast.Chain", "Holdfast.Payments",
        "Holdfast.Vault", "Holdfast.Channels", "Holdfast.Policy", "Holdfast.Requests", "Holdfast.Screen",
    ];

    private const string Peer = "BouncyCastle.Crypto";

    private readonly string _folder = Directory.CreateTempSubdirectory("holdfast-cost-").FullName;
    private readonly Instrumenter _instrumenter;

    public Laboratory()
    {
        string source = AppContext.BaseDirectory;
        IlWeights weights = new(Path.Combine(source, "il-cost-weights.json"), Path.Combine(source, "mscorlib.txt"));
        _instrumenter = new Instrumenter(weights, [.. s_rooms, Peer]);
        foreach (string path in Directory.EnumerateFiles(source, "*.dll"))
        {
            string name = Path.GetFileNameWithoutExtension(path);
            string target = Path.Combine(_folder, Path.GetFileName(path));
            if (s_rooms.Contains(name) || name == Peer)
            {
                _instrumenter.Rewrite(path, target);
            }
            else if (name.StartsWith("Holdfast.", StringComparison.Ordinal))
            {
                File.Copy(path, target);
            }
        }
    }

    /// <summary>Runs what contains the filter; JSON text is the only thing that crosses the border.</summary>
    public CostReport Measure(string filter)
    {
        CostReport report = Run(nameof(Inside.Run), filter);
        if (filter.Length == 0 || "memory".Contains(filter, StringComparison.OrdinalIgnoreCase))
        {
            List<MemoryMeasurement> objects = Run(nameof(Inside.RunMemory)).Memory;
            report.Memory.AddRange(objects);
            report.Memory.AddRange(ChipMemory.OnTheChip(objects));
        }

        if (filter.Length == 0 || "production".Contains(filter, StringComparison.OrdinalIgnoreCase))
        {
            report.Production.AddRange(Run(nameof(Inside.RunProduction)).Production);
            report.ProductionMemory.AddRange(Run(nameof(Inside.RunProductionMemory)).ProductionMemory);
        }

        if (filter.Length == 0 || "assemblies".Contains(filter, StringComparison.OrdinalIgnoreCase))
        {
            report.Assemblies.AddRange(s_rooms.Select(room => AssemblySizes.Measure(Path.Combine(AppContext.BaseDirectory, room + ".dll"))));
        }

        return report;
    }

    private CostReport Run(string method, params object[] arguments)
    {
        BlockCost[] blocks = _instrumenter.Blocks.ToArray();
        Assembly inside = new Context(_folder).LoadFromAssemblyPath(Path.Combine(_folder, "Holdfast.Cost.dll"));
        object json = inside.GetType(typeof(Inside).FullName!)!.GetMethod(method)!
            .Invoke(null, [.. arguments, blocks.Select(block => block.Method).ToArray(), blocks.Select(block => block.Instructions).ToArray(),
                blocks.Select(block => block.Units).ToArray()])!;
        return CostReport.FromJson((string)json);
    }

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
    }

    private sealed class Context(string folder) : AssemblyLoadContext("instrumented")
    {
        protected override Assembly? Load(AssemblyName name)
        {
            string path = Path.Combine(folder, name.Name + ".dll");
            return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
        }
    }
}
