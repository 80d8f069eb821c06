using Holdfast.Tidy.Chip;
using Mono.Cecil;

namespace Holdfast.Cost;

/// <summary>
/// Sizes of a room's assembly as a .pe file would have them, by the ruler of tests/Tidy/Chip. One room is one assembly on the chip.
/// </summary>
public static class AssemblySizes
{
    public static AssemblyRoom Measure(string path)
    {
        using ModuleDefinition module = ModuleDefinition.ReadModule(path);
        ChipSizes sizes = ChipLimits.Measure(module);
        int signatures = sizes.SignatureBytes + sizes.ArrayBytes;
        int fullest = Math.Max(sizes.CodeBytes, Math.Max(signatures, sizes.StringBytes));
        int locals = module.GetTypes().SelectMany(type => type.Methods).Where(method => method.HasBody)
            .Max(method => method.Body.Variables.Count + method.Parameters.Count + (method.HasThis ? 1 : 0));
        return new AssemblyRoom(Path.GetFileNameWithoutExtension(path), sizes.CodeBytes, signatures, sizes.StringBytes, locals,
            ChipLimits.TableBytesMax - fullest);
    }
}
