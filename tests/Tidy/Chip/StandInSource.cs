using System.Text;

namespace Holdfast.Tidy.Chip;

/// <summary>
/// Writes a nanoFramework library's public surface as C#: same types, same members, bodies that throw. Compiled, it is what the rooms are
/// checked against; for the device libraries that .NET lacks, the same text is committed as firmware/StandIns.
/// Generic delegates are left out: the chip cannot load an assembly that uses one.
/// </summary>
internal sealed class StandInSource(NanoApi api)
{
    /// <summary>A whole library (or those of its types that <paramref name="wanted"/> picks) as one C# file.</summary>
    public string Write(NanoAssembly assembly, string heading, Func<NanoType, bool> wanted)
    {
        StringBuilder text = new();
        text.Append(heading);
        IEnumerable<NanoType> top = assembly.Types.Where(t => !t.IsGeneric && ParentOf(t) is null && wanted(t));
        foreach (IGrouping<string, NanoType> group in top.GroupBy(t => t.Name[..t.Name.LastIndexOf('.')]))
        {
            text.Append("\nnamespace ").Append(group.Key).Append("\n{\n");
            text.Append(string.Join("\n", group.Select(t => Indent(WriteType(t)))));
            text.Append("}\n");
        }

        return text.ToString();
    }

    private NanoType? ParentOf(NanoType type) => api.Find(type.Name[..type.Name.LastIndexOf('.')]);

    private IEnumerable<NanoType> NestedIn(NanoType type) => api.Assemblies
        .First(a => a.Name == type.Assembly).Types
        .Where(t => !t.IsGeneric && t.Name.Length > type.Name.Length && t.Name[..t.Name.LastIndexOf('.')] == type.Name);

    private string WriteType(NanoType type)
    {
        string name = "@" + type.Name[(type.Name.LastIndexOf('.') + 1)..];
        if (type.IsDelegate)
        {
            NanoMember invoke = type.Members.Single(m => m.Name == "Invoke");
            return $"public delegate {TypeName(invoke.Type)} {name}({Parameters(invoke)});\n";
        }

        StringBuilder body = new();
        if (type.IsEnum)
        {
            foreach (NanoMember member in type.Members.Where(m => m.IsConst))
            {
                body.Append('@').Append(member.Name).Append(" = ").Append(member.Value).Append(",\n");
            }

            return $"public enum {name} : {TypeName(type.Bases[0])}\n{{\n{Indent(body.ToString())}}}\n";
        }

        foreach (string line in Members(type))
        {
            body.Append(line).Append('\n');
        }

        foreach (NanoType nested in NestedIn(type))
        {
            body.Append('\n').Append(WriteType(nested));
        }

        string bases = type.Bases.Length > 0 && type.Name != "System.Object" ? " : " + string.Join(", ", type.Bases.Select(TypeName)) : "";
        // The lists do not carry attributes; one test method has many data rows.
        string usage = type.Name.EndsWith(".DataRowAttribute", StringComparison.Ordinal) ? "[global::System.AttributeUsage(global::System.AttributeTargets.Method, AllowMultiple = true)]\n" : "";
        return $"{usage}public {type.Kind} {name}{bases}\n{{\n{Indent(body.ToString())}}}\n";
    }

    private IEnumerable<string> Members(NanoType type)
    {
        foreach (NanoMember field in type.Members.Where(m => m.Kind == 'F'))
        {
            yield return field.IsConst
                ? $"public const {TypeName(field.Type)} @{field.Name} = {Constant(field)};"
                : $"public {(field.IsStatic ? "static " : "")}{TypeName(field.Type)} @{field.Name};";
        }

        foreach (NanoMember constructor in type.Members.Where(m => m.Name == "#ctor" && !(type.IsStruct && m.Parameters.Length == 0)))
        {
            yield return $"{(constructor.IsProtected ? "protected" : "public")} {ShortName(type)}({Parameters(constructor)}){BaseCall(type)} {{ throw null; }}";
        }

        if (!type.IsStatic && !type.IsStruct && !type.IsInterface && !type.Members.Any(m => m.Name == "#ctor"))
        {
            yield return $"internal {ShortName(type)}(){BaseCall(type)} {{ throw null; }}";
        }

        foreach (NanoMember property in type.Members.Where(m => m.Kind == 'P'))
        {
            NanoMember accessor = type.Members.First(m => m.Name == "get_" + property.Name || m.Name == "set_" + property.Name);
            string shape = property.Parameters.Length > 0 ? $"this[{Parameters(property)}]" : "@" + property.Name;
            string indexer = property.Parameters.Length > 0 && property.Name != "Item" ? $"[global::System.Runtime.CompilerServices.IndexerName(\"{property.Name}\")] " : "";
            yield return $"{indexer}{Modifiers(type, accessor)}{TypeName(property.Type)} {shape} {{ {Accessors(type, property)} }}";
        }

        foreach (NanoMember e in type.Members.Where(m => m.Kind == 'E'))
        {
            NanoMember add = type.Members.First(m => m.Name == "add_" + e.Name);
            yield return $"{Modifiers(type, add)}event {TypeName(e.Type)} @{e.Name} {{ add {{ throw null; }} remove {{ throw null; }} }}";
        }

        foreach (NanoMember method in type.Members.Where(m => m.Kind == 'M' && m.Name is not ("#ctor" or "Finalize") && !IsAccessor(type, m)))
        {
            string body = method.IsAbstract ? ";" : " { throw null; }";
            yield return method.Name switch
            {
                "op_Implicit" => $"public static implicit operator {TypeName(method.Type)}({Parameters(method)}){body}",
                "op_Explicit" => $"public static explicit operator {TypeName(method.Type)}({Parameters(method)}){body}",
                _ when s_operators.TryGetValue(method.Name, out string? sign) => $"public static {TypeName(method.Type)} operator {sign}({Parameters(method)}){body}",
                _ => $"{Modifiers(type, method)}{TypeName(method.Type)} @{method.Name}({Parameters(method)}){body}",
            };
        }

        foreach (string hidden in HiddenImplementations(type))
        {
            yield return hidden;
        }
    }

    /// <summary>The lists show public members only; what a type implements explicitly has to be made up to be compilable.</summary>
    private IEnumerable<string> HiddenImplementations(NanoType type)
    {
        if (type.IsInterface)
        {
            yield break;
        }

        HashSet<string> seen = [];
        foreach (NanoType contract in type.Bases.Select(api.Find).Where(b => b is { IsInterface: true }).SelectMany(b => api.Lineage(b!)).Where(b => seen.Add(b.Name)))
        {
            foreach (NanoMember member in contract.Members)
            {
                if (IsAccessor(contract, member)
                    || api.Lineage(type).Where(t => !t.IsInterface).Any(t => t.Members.Any(m => m.Kind == member.Kind && m.Signature == member.Signature)))
                {
                    continue;
                }

                string accessors = string.Join(" ", new[] { "get", "set" }.Where(member.Accessors.Contains).Select(a => a + " { throw null; }"));
                yield return member.Kind switch
                {
                    'P' when member.Parameters.Length > 0 => $"{TypeName(member.Type)} {TypeName(contract.Name)}.this[{Parameters(member)}] {{ {accessors} }}",
                    'P' => $"{TypeName(member.Type)} {TypeName(contract.Name)}.@{member.Name} {{ {accessors} }}",
                    _ => $"{TypeName(member.Type)} {TypeName(contract.Name)}.@{member.Name}({Parameters(member)}) {{ throw null; }}",
                };
            }
        }
    }

    private static bool IsAccessor(NanoType type, NanoMember method) => type.Members.Any(m =>
        (m.Kind == 'P' && (method.Name == "get_" + m.Name || method.Name == "set_" + m.Name)) ||
        (m.Kind == 'E' && (method.Name == "add_" + m.Name || method.Name == "remove_" + m.Name)));

    private string Accessors(NanoType type, NanoMember property) => string.Join(" ", new[] { "get", "set" }
        .Select(a => (a, type.Members.FirstOrDefault(m => m.Name == a + "_" + property.Name)))
        .Where(x => x.Item2 is not null)
        .Select(x => x.a + (x.Item2!.IsAbstract ? ";" : " { throw null; }")));

    private string Modifiers(NanoType type, NanoMember member)
    {
        if (type.IsInterface)
        {
            return "";
        }

        string access = member.IsProtected ? "protected " : "public ";
        if (member.IsStatic)
        {
            return access + "static ";
        }

        bool overrides = api.Lineage(type).Skip(1).Where(t => !t.IsInterface)
            .Any(t => t.Members.Any(m => m.Signature == member.Signature && (m.IsVirtual || m.IsAbstract)));
        if (member.IsAbstract)
        {
            return access + (overrides ? "abstract override " : "abstract ");
        }

        return access + (overrides ? "override " : member.IsVirtual && !type.IsStruct && !type.Kind.StartsWith("sealed", StringComparison.Ordinal) ? "virtual " : "");
    }

    /// <summary>A base class without a parameterless constructor wants its arguments.</summary>
    private string BaseCall(NanoType type)
    {
        NanoType? parent = type.Bases.Select(api.Find).FirstOrDefault(b => b is { IsInterface: false });
        NanoMember? constructor = parent?.Members.Where(m => m.Name == "#ctor").MinBy(m => m.Parameters.Length);
        return constructor is null || constructor.Parameters.Length == 0
            ? ""
            : " : base(" + string.Join(", ", constructor.Parameters.Select(p => $"default({TypeName(p)})")) + ")";
    }

    private static string Constant(NanoMember field) => (field.Type, field.Value) switch
    {
        (_, "NaN") => "0.0f / 0.0f",
        (_, "Infinity") => "1.0f / 0.0f",
        (_, "-Infinity") => "-1.0f / 0.0f",
        ("System.Single", _) => field.Value + "f",
        ("System.Double", _) => field.Value + "d",
        ("System.Char", _) => $"(char){field.Value}",
        ("System.String", _) => "\"\"",
        _ => field.Value!,
    };

    private static string Parameters(NanoMember member) => string.Join(", ", member.Parameters.Select((p, i) =>
        Passing(member, p, i) + TypeName(p.TrimEnd('@')) + " a" + i + (IsOptionalMessage(member, i) ? " = \"\"" : "")));

    // The lists do not say which parameters are out, params or optional. These rules are right for everything in them that the rooms may use.
    private static string Passing(NanoMember member, string parameter, int index)
    {
        if (parameter.EndsWith('@'))
        {
            return member.Name.StartsWith("Try", StringComparison.Ordinal) || member.Name is "Deconstruct" or "GetMemoryInfo" or "Convert" ? "out " : "ref ";
        }

        bool isParams = index == member.Parameters.Length - 1 && parameter is "System.Object[]" or "System.String[]" or "System.Char[]"
            && (member.Name is "Concat" or "Format" or "Split" or "Trim" or "TrimStart" or "TrimEnd" || (member.Name == "#ctor" && parameter == "System.Object[]"));
        return isParams ? "params " : "";
    }

    /// <summary>Every assertion of nanoFramework's test framework ends in a message that may be left out.</summary>
    private static bool IsOptionalMessage(NanoMember member, int index) =>
        index == member.Parameters.Length - 1 && member.Parameters[index] == "System.String" && member.IsStatic && member.Type == "System.Void";

    private static string ShortName(NanoType type) => "@" + type.Name[(type.Name.LastIndexOf('.') + 1)..];

    private static string TypeName(string name) => name switch
    {
        "System.Void" => "void",
        _ when name.EndsWith("[]", StringComparison.Ordinal) => TypeName(name[..^2]) + "[]",
        _ when name.EndsWith('*') => TypeName(name[..^1]) + "*",
        _ => "global::" + name,
    };

    private static string Indent(string text) => string.Concat(text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => "    " + l + "\n"));

    private static readonly Dictionary<string, string> s_operators = new()
    {
        ["op_Equality"] = "==", ["op_Inequality"] = "!=", ["op_LessThan"] = "<", ["op_GreaterThan"] = ">", ["op_LessThanOrEqual"] = "<=",
        ["op_GreaterThanOrEqual"] = ">=", ["op_Addition"] = "+", ["op_Subtraction"] = "-", ["op_UnaryNegation"] = "-", ["op_UnaryPlus"] = "+",
    };
}
