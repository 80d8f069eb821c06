using System.Text.RegularExpressions;
using Mono.Cecil;

namespace Holdfast.Cost;

/// <summary>
/// What the chip's managed heap holds beside the firmware's objects, so that a figure can be compared with a board's heap. Sizes of the interpreter's
/// structures on a 32-bit machine; the constants were measured on a 32-bit host build of nf-interpreter a3e8139a1 with the real class libraries.
/// </summary>
public static partial class ChipMemory
{
    /// <summary>Tables of the eleven class libraries that the device application loads.</summary>
    public const int LibraryTablesBytes = 10_680;

    /// <summary>Tables of the device application itself with the room Screen, and of the natives' declarations: compiled here against stand-ins only.</summary>
    public const int DeviceTablesBytes = 1_956;

    /// <summary>Objects of the class libraries and adapters (port, pins, events), two threads and the frames that are open while the line is silent.</summary>
    public const int RuntimeBytes = 11_100;

    /// <summary>Some twenty frames of 204 bytes and more that are open in the depth of a request. They cannot be moved.</summary>
    public const int RequestFramesBytes = 4_600;

    /// <summary>The largest frame (<see cref="LargestFrameBytes"/>), in one piece, with the array that makes room for it.</summary>
    public const int PieceBytes = 1_428;

    // CLR_RT_Assembly, and its cross-reference tables: a reference 4 bytes, a type 8, a field or method 2, a static field one block.
    private const int AssemblyBytes = 136;
    private const int BlockBytes = 12;
    private const int FrameBlocks = 7;
    private const int FewestPlaces = 10;

    /// <summary>What one assembly's tables take for as long as it is loaded: that of one room, or of several that the image has in one (firmware/Parts).</summary>
    public static int TablesBytes(params ModuleDefinition[] rooms)
    {
        HashSet<string> own = [.. rooms.Select(room => room.Assembly.Name.Name)];
        TypeDefinition[] types = [.. rooms.SelectMany(room => room.GetTypes()).Where(type => type.Name != "<Module>" && !IsCompilers(type))];
        int references = rooms.SelectMany(room => room.AssemblyReferences).Select(one => one.Name).Distinct().Count(name => !own.Contains(name))
            + rooms.SelectMany(room => room.GetTypeReferences()).Where(one => !own.Contains(one.Scope.Name)).Select(one => one.FullName).Distinct().Count()
            + rooms.SelectMany(room => room.GetMemberReferences()).Where(one => !own.Contains(one.DeclaringType.Scope.Name)).Select(one => one.FullName).Distinct().Count();
        int fields = types.Sum(type => type.Fields.Count(field => !field.IsLiteral));
        int statics = types.Sum(type => type.Fields.Count(field => field.IsStatic && !field.IsLiteral));
        return AssemblyBytes + 4 * references + 8 * types.Length + 2 * (fields + types.Sum(type => type.Methods.Count)) + BlockBytes * statics;
    }

    /// <summary>
    /// The frame of a method: a header, locals, and the places that the metadata processor counts on the stack, at least ten. (The compiler's own
    /// count is the same where a method has one return.)
    /// </summary>
    public static int FrameBytes(MethodDefinition method)
    {
        return BlockBytes * (FrameBlocks + Math.Max(FewestPlaces, method.Body.Variables.Count + method.Body.MaxStackSize + 3));
    }

    public static int LargestFrameBytes(ModuleDefinition module)
    {
        return module.GetTypes().SelectMany(type => type.Methods).Where(method => method.HasBody).Max(FrameBytes);
    }

    // What a compiler embeds is left out by the metadata processor, or is a few bytes.
    private static bool IsCompilers(TypeDefinition type)
    {
        return type.Namespace.StartsWith("System", StringComparison.Ordinal) || type.Namespace.StartsWith("Microsoft", StringComparison.Ordinal);
    }

    /// <summary>The same figures as a board sees them: objects, tables and the runtime; at a peak also the frames and the piece for the largest of them.</summary>
    public static IEnumerable<MemoryMeasurement> OnTheChip(IEnumerable<MemoryMeasurement> objects)
    {
        int tables = LibraryTablesBytes + DeviceTablesBytes;
        foreach (string part in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Parts"), "*.nfproj"))
        {
            ModuleDefinition[] rooms = [.. SharedLists().Matches(File.ReadAllText(part))
                .Select(match => ModuleDefinition.ReadModule(Path.Combine(AppContext.BaseDirectory, "Holdfast." + match.Groups[1].Value + ".dll")))];
            tables += TablesBytes(rooms);
            Array.ForEach(rooms, room => room.Dispose());
        }

        yield return new MemoryMeasurement("tables of all assemblies", tables, 0, []);
        foreach (MemoryMeasurement one in objects)
        {
            // These two are parts and not the state of a device.
            if (one.Name.StartsWith("account", StringComparison.Ordinal) || one.Name.StartsWith("screen", StringComparison.Ordinal))
            {
                continue;
            }

            int open = one.Name.StartsWith("peak", StringComparison.Ordinal) ? RequestFramesBytes + PieceBytes : 0;
            yield return new MemoryMeasurement("on the chip: " + one.Name, one.Bytes + tables + RuntimeBytes + open, 0, []);
        }
    }

    /// <summary>The rooms of a part: their lists of sources.</summary>
    [GeneratedRegex(@"\\(\w+)\.projitems")]
    private static partial Regex SharedLists();
}
