using System.Text.RegularExpressions;

namespace Holdfast.Tidy.Chip;

/// <summary>One public member of a nanoFramework type, as its list line says it.</summary>
/// <param name="Kind">M, P, F or E, as in XML documentation ids.</param>
/// <param name="Name">Without type and parameters: <c>#ctor</c>, <c>get_Length</c>, <c>op_Implicit</c>.</param>
/// <param name="Parameters">Full type names; by reference ends with '@'.</param>
/// <param name="Type">Return, property, field or event type; null for a constructor.</param>
internal sealed record NanoMember(
    char Kind, string Name, string[] Parameters, string Type, bool IsStatic, bool IsVirtual, bool IsAbstract, bool IsProtected, bool IsConst, string? Value, string Accessors)
{
    public string Signature => Name + "(" + string.Join(",", Parameters) + ")";
}

/// <summary>One public type. Nested types are named with '.', generic ones with '`', as in XML documentation ids.</summary>
internal sealed record NanoType(string Name, string Assembly, string Kind, string[] Bases, bool IsCompileTimeOnly, List<NanoMember> Members)
{
    public bool IsInterface => Kind.EndsWith("interface", StringComparison.Ordinal);
    public bool IsStruct => Kind.EndsWith("struct", StringComparison.Ordinal);
    public bool IsEnum => Kind == "enum";
    public bool IsDelegate => Kind == "delegate";
    public bool IsStatic => Kind.StartsWith("static", StringComparison.Ordinal);
    public bool IsGeneric => Name.Contains('`');
}

internal sealed record NanoAssembly(string Name, string Package, Version Version, List<NanoType> Types);

/// <summary>
/// What a program on the chip may use: the public surface of nanoFramework's class libraries (stable 1.x line), read from the lists in
/// NanoFrameworkApi/. One line per type or member: XML documentation id, tab, note.
/// </summary>
internal sealed partial class NanoApi
{
    private readonly Dictionary<string, NanoType> _types = [];

    private NanoApi(List<NanoAssembly> assemblies)
    {
        Assemblies = assemblies;
        foreach (NanoType type in assemblies.SelectMany(a => a.Types))
        {
            _types.Add(type.Name, type);
        }
    }

    public static NanoApi Lists { get; } = Load(Repository.PathOf("tests/Tidy/NanoFrameworkApi"));

    public IReadOnlyList<NanoAssembly> Assemblies { get; }

    public NanoType? Find(string name) => _types.GetValueOrDefault(name);

    /// <summary>The type itself, what it derives from and the interfaces of all of them, nearest first.</summary>
    public IEnumerable<NanoType> Lineage(NanoType type)
    {
        yield return type;
        foreach (string name in type.Bases)
        {
            if (Find(name) is { } parent)
            {
                foreach (NanoType ancestor in Lineage(parent))
                {
                    yield return ancestor;
                }
            }
        }

        if (type.Name != "System.Object" && !type.IsInterface && !type.Bases.Any(b => Find(b) is { IsInterface: false }) && !type.IsEnum)
        {
            foreach (NanoType ancestor in Lineage(_types[type.IsStruct ? "System.ValueType" : type.IsDelegate ? "System.MulticastDelegate" : "System.Object"]))
            {
                yield return ancestor;
            }
        }

        if (type.IsEnum)
        {
            foreach (NanoType ancestor in Lineage(_types["System.Enum"]))
            {
                yield return ancestor;
            }
        }
    }

    private static NanoApi Load(string folder)
    {
        List<NanoAssembly> assemblies = [];
        foreach (string line in File.ReadLines(Path.Combine(folder, "INDEX.txt")).Where(l => !l.StartsWith('#')))
        {
            string[] column = line.Split('\t');
            assemblies.Add(new NanoAssembly(column[0], column[1], Version.Parse(column[2]), ReadTypes(Path.Combine(folder, column[0] + ".txt"), column[0])));
        }

        return new NanoApi(assemblies);
    }

    private static List<NanoType> ReadTypes(string file, string assembly)
    {
        List<NanoType> types = [];
        Dictionary<string, NanoType> byName = [];
        foreach (string line in File.ReadLines(file).Where(l => l.Length > 0 && !l.StartsWith('#')))
        {
            int tab = line.IndexOf('\t');
            string id = line[2..tab];
            string note = line[(tab + 1)..];
            if (line[0] == 'T')
            {
                NanoType type = ReadType(id, assembly, note);
                types.Add(type);
                byName.Add(id, type);
                continue;
            }

            int open = id.IndexOf('(');
            string path = open < 0 ? id : id[..open];
            int dot = path.LastIndexOf('.');
            byName[path[..dot]].Members.Add(ReadMember(line[0], path[(dot + 1)..], open < 0 ? "" : id[open..], note));
        }

        return types;
    }

    private static NanoType ReadType(string id, string assembly, string note)
    {
        const string CompileTimeOnly = " [compile-time only: excluded from PE]";
        bool isCompileTimeOnly = note.EndsWith(CompileTimeOnly, StringComparison.Ordinal);
        string[] part = (isCompileTimeOnly ? note[..^CompileTimeOnly.Length] : note).Split(" : ");
        string[] bases = part.Length > 1 ? part[1].Split(", ") : [];
        return new NanoType(id, assembly, part[0], bases, isCompileTimeOnly, []);
    }

    private static NanoMember ReadMember(char kind, string name, string parameters, string note)
    {
        // A conversion operator carries its result: op_Implicit(A)~B.
        int tilde = parameters.IndexOf('~');
        if (tilde >= 0)
        {
            parameters = parameters[..tilde];
        }

        string inner = parameters.Trim('(', ')');
        Match value = ConstantNote().Match(note);
        string accessors = AccessorNote().Match(note).Value;
        string[] words = (value.Success ? note[..value.Index] : note).Replace(accessors.Length > 0 ? accessors : "\0", "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string type = words.First(w => w is not ("static" or "virtual" or "abstract" or "protected" or "native" or "const"));
        return new NanoMember(
            kind, name, inner.Length == 0 ? [] : inner.Split(','), type,
            words.Contains("static"), words.Contains("virtual"), words.Contains("abstract"), words.Contains("protected"), words.Contains("const"),
            value.Success ? value.Groups[1].Value : null, accessors);
    }

    [GeneratedRegex(" = (.*)$")]
    private static partial Regex ConstantNote();

    [GeneratedRegex(@"\{.*\}")]
    private static partial Regex AccessorNote();
}
