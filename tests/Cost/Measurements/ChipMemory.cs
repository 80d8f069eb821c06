using Mono.Cecil;

namespace Holdfast.Cost;

/// <summary>
/// What the chip's managed heap holds beside the firmware's objects, so that a figure can be compared with a board's heap. Sizes of the interpreter's
/// structures on a 32-bit machine; the constants were measured on a 32-bit host build of nf-interpreter a3e8139a1 with the real class libraries.
/// </summary>
public static class ChipMemory
{
    /// <summary>Tables of the eleven class libraries that the device application loads.</summary>
    public const int LibraryTablesBytes = 10_680;

    /// <summary>Tables of the device application itself, which is compiled here against stand-ins only.</summary>
    public const int DeviceTablesBytes = 1_344;

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

    /// <summary>What one assembly's tables take for as long as it is loaded.</summary>
    public static int TablesBytes(ModuleDefinition module)
    {
        TypeDefinition[] types = [.. module.GetTypes().Where(type => type.Name != "<Module>" && !IsCompilers(type))];
        int references = module.AssemblyReferences.Count + module.GetTypeReferences().Count() + module.GetMemberReferences().Count();
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
    public static IEnumerable<MemoryMeasurement> OnTheChip(IEnumerable<MemoryMeasurement> objects, IEnumerable<string> rooms)
    {
        int tables = LibraryTablesBytes + DeviceTablesBytes;
        foreach (string room in rooms)
        {
            using ModuleDefinition module = ModuleDefinition.ReadModule(room);
            tables += TablesBytes(module);
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
}
