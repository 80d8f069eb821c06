using System.Text;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Holdfast.Tidy.Chip;

/// <summary>What one assembly takes of the tables that a .pe file addresses with 16 bits, in bytes; estimates err on the large side.</summary>
internal sealed record ChipSizes(int CodeBytes, int SignatureBytes, int ArrayBytes, int StringBytes);

/// <summary>
/// The hard limits of a .pe file (nanoCLR_Types.h: 16-bit offsets). Beyond them the metadata processor fails, or, worse, arrays load as
/// zeros without an error. The limits here leave a margin of about 8 %.
/// </summary>
internal static class ChipLimits
{
    public const int TableBytesMax = 60_000;

    /// <summary>For an assembly of several rooms: IL is counted exactly, and beyond 65,535 bytes of it the metadata processor says so.</summary>
    public const int PartCodeBytesMax = 64_000;

    public const int MethodBytesMax = 32_000;
    public const int VariablesMax = 250;
    public const int StackMax = 250;
    public const int SwitchTargetsMax = 255;

    public static void Check(ModuleDefinition module, List<Violation> found, int codeBytesMax = TableBytesMax)
    {
        ChipSizes sizes = Measure(module);
        string where = module.Assembly.Name.Name;
        if (sizes.CodeBytes > codeBytesMax)
        {
            found.Add(new Violation(ViolationKind.CodeTooLarge, where, $"{sizes.CodeBytes} bytes of IL, at most {codeBytesMax}"));
        }

        if (sizes.ArrayBytes > TableBytesMax)
        {
            found.Add(new Violation(ViolationKind.ArrayDataTooLarge, where, $"{sizes.ArrayBytes} bytes of initialised arrays would load as zeros, at most {TableBytesMax}"));
        }
        else if (sizes.SignatureBytes + sizes.ArrayBytes > TableBytesMax)
        {
            found.Add(new Violation(ViolationKind.SignaturesTooLarge, where, $"{sizes.SignatureBytes} bytes of signatures and {sizes.ArrayBytes} of arrays, at most {TableBytesMax} together"));
        }

        if (sizes.StringBytes > TableBytesMax)
        {
            found.Add(new Violation(ViolationKind.StringsTooLarge, where, $"{sizes.StringBytes} bytes of names and texts, at most {TableBytesMax}"));
        }

        foreach (MethodDefinition method in module.GetTypes().SelectMany(t => t.Methods).Where(m => m.HasBody))
        {
            Check(method, found);
        }
    }

    public static ChipSizes Measure(ModuleDefinition module)
    {
        int code = 0;
        HashSet<string> signatures = [];
        HashSet<string> strings = [];
        int arrays = 0;
        foreach (TypeDefinition type in module.GetTypes())
        {
            strings.Add(type.Name);
            strings.Add(type.Namespace);
            signatures.Add(string.Concat(type.Interfaces.Select(i => Encoding(i.InterfaceType))));
            foreach (FieldDefinition field in type.Fields)
            {
                strings.Add(field.Name);
                signatures.Add("f" + Encoding(field.FieldType));
                arrays += field.InitialValue.Length > 0 ? field.InitialValue.Length + 2 : 0;
            }

            foreach (MethodDefinition method in type.Methods)
            {
                strings.Add(method.Name);
                signatures.Add("mm" + Encoding(method.ReturnType) + string.Concat(method.Parameters.Select(p => Encoding(p.ParameterType))));
                if (method.HasBody)
                {
                    code += CodeBytes(method.Body);
                    signatures.Add(string.Concat(method.Body.Variables.Select(v => Encoding(v.VariableType))));
                    strings.UnionWith(method.Body.Instructions.Select(i => i.Operand).OfType<string>());
                }
            }
        }

        foreach (TypeReference type in module.GetTypeReferences())
        {
            strings.Add(type.Name);
            strings.Add(type.Namespace);
        }

        foreach (MemberReference member in module.GetMemberReferences())
        {
            strings.Add(member.Name);
            signatures.Add(member is MethodReference method
                ? "mm" + Encoding(method.ReturnType) + string.Concat(method.Parameters.Select(p => Encoding(p.ParameterType)))
                : "f" + Encoding(((FieldReference)member).FieldType));
        }

        return new ChipSizes(code, signatures.Sum(s => s.Length), arrays, strings.Sum(s => System.Text.Encoding.UTF8.GetByteCount(s) + 1));
    }

    private static void Check(MethodDefinition method, List<Violation> found)
    {
        string where = method.DeclaringType.FullName + "." + method.Name;
        int variables = method.Body.Variables.Count + method.Parameters.Count + (method.HasThis ? 1 : 0);
        if (variables > VariablesMax)
        {
            found.Add(new Violation(ViolationKind.TooManyLocals, where, $"{variables} locals and arguments, at most {VariablesMax}"));
        }

        if (method.Body.MaxStackSize > StackMax)
        {
            found.Add(new Violation(ViolationKind.StackTooDeep, where, $"{method.Body.MaxStackSize} evaluation stack slots, at most {StackMax}"));
        }

        if (CodeBytes(method.Body) > MethodBytesMax)
        {
            found.Add(new Violation(ViolationKind.MethodTooLarge, where, $"{CodeBytes(method.Body)} bytes of IL in one method, branches reach {MethodBytesMax}"));
        }

        foreach (Instruction instruction in method.Body.Instructions)
        {
            if (instruction.Operand is Instruction[] targets && targets.Length > SwitchTargetsMax)
            {
                found.Add(new Violation(ViolationKind.SwitchTooWide, where, $"{targets.Length} switch targets, at most {SwitchTargetsMax}"));
            }
        }
    }

    /// <summary>Size in a .pe file: tokens and branches take 2 bytes there, a switch 1 + 2 per target, an exception handler 12 and one for their count.</summary>
    private static int CodeBytes(MethodBody body)
    {
        int bytes = body.HasExceptionHandlers ? (body.ExceptionHandlers.Count * 12) + 1 : 0;
        foreach (Instruction instruction in body.Instructions)
        {
            bytes += instruction.OpCode.Size + instruction.OpCode.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar or OperandType.ShortInlineArg => 1,
                OperandType.InlineBrTarget or OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineString or OperandType.InlineType => 2,
                OperandType.InlineVar or OperandType.InlineArg => 2,
                OperandType.InlineSwitch => 1 + (2 * ((Instruction[])instruction.Operand).Length),
                OperandType.InlineI8 or OperandType.InlineR => 8,
                _ => 4,
            };
        }

        return bytes;
    }

    /// <summary>As many characters as the type takes bytes in a signature, different for different types.</summary>
    private static string Encoding(TypeReference type) => type switch
    {
        ArrayType array => "[" + Encoding(array.ElementType),
        ByReferenceType reference => "&" + Encoding(reference.ElementType),
        IModifierType modified => Encoding(modified.ElementType),
        { IsPrimitive: true } or { MetadataType: MetadataType.String or MetadataType.Object or MetadataType.Void } => ((char)('A' + (int)type.MetadataType)).ToString(),
        _ => "#" + (char)(0x100 + type.MetadataToken.RID) + (char)(0x100 + ((int)type.MetadataToken.TokenType >> 24)) + " ",
    };
}
