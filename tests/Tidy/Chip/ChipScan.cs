using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Holdfast.Tidy.Chip;

/// <summary>
/// Reads a compiled assembly, metadata and IL, and names everything in it that nanoFramework 1.x cannot load, or would run differently.
/// Attributes that only the compiler and tools read are no part of what the chip gets, and are passed over.
/// </summary>
internal sealed class ChipScan
{
    private readonly List<Violation> _found = [];
    private readonly ChipSurface _surface;

    private ChipScan(NanoApi api) => _surface = new ChipSurface(api, _found);

    /// <summary>All violations; each place and reason once.</summary>
    public static IReadOnlyList<Violation> Of(byte[] image, int codeBytesMax = ChipLimits.TableBytesMax)
    {
        using AssemblyDefinition assembly = AssemblyDefinition.ReadAssembly(new MemoryStream(image));
        ChipScan scan = new(NanoApi.Lists);
        foreach (TypeDefinition type in assembly.MainModule.GetTypes().Where(t => t.Name != "<Module>" && !IsCompilersOwnAttribute(t)))
        {
            scan.Visit(type);
        }

        ChipLimits.Check(assembly.MainModule, scan._found, codeBytesMax);
        return [.. scan._found.Distinct()];
    }

    /// <summary>RefSafetyRulesAttribute, NullableAttribute and the like, which the compiler puts into an assembly that has no other source for them.</summary>
    private static bool IsCompilersOwnAttribute(TypeDefinition type) =>
        type.BaseType?.FullName == "System.Attribute" && type.Namespace is "System.Runtime.CompilerServices" or "Microsoft.CodeAnalysis";

    private static bool IsForTools(TypeReference attribute) => attribute.Namespace is
        "System.Runtime.CompilerServices" or "System.Runtime.Versioning" or "System.Runtime.InteropServices" or "System.Reflection" or
        "System.Diagnostics" or "System.Diagnostics.CodeAnalysis" or "Microsoft.CodeAnalysis" || attribute.FullName is "System.ParamArrayAttribute" or "System.FlagsAttribute";

    private void Visit(TypeDefinition type)
    {
        string where = type.FullName;
        if (type.HasGenericParameters)
        {
            _found.Add(new Violation(ViolationKind.Generic, where, "a generic type"));
        }

        // A record is known by the members that the compiler gives it.
        if (type.Methods.Any(m => m.Name == "<Clone>$" || m.Name == "PrintMembers"))
        {
            _found.Add(new Violation(ViolationKind.Record, where, "a record"));
        }

        bool isIterator = type.Name.StartsWith('<') && type.Interfaces.Any(i => i.InterfaceType.FullName == "System.Collections.IEnumerator");
        if (isIterator)
        {
            _found.Add(new Violation(ViolationKind.Yield, where, "an iterator"));
        }

        _surface.Check(type.BaseType, where);
        foreach (InterfaceImplementation contract in type.Interfaces)
        {
            _surface.Check(contract.InterfaceType, where);
        }

        VisitAttributes(type, where);
        foreach (FieldDefinition field in type.Fields)
        {
            _surface.Check(field.FieldType, where + "." + field.Name);
            VisitAttributes(field, where + "." + field.Name);
        }

        foreach (MethodDefinition method in type.Methods)
        {
            Visit(type, method);
        }
    }

    private void VisitAttributes(ICustomAttributeProvider holder, string where)
    {
        foreach (CustomAttribute attribute in holder.CustomAttributes.Where(a => !IsForTools(a.AttributeType)))
        {
            _surface.Check(attribute.Constructor, where);
        }
    }

    private void Visit(TypeDefinition type, MethodDefinition method)
    {
        string where = type.FullName + "." + method.Name;
        if (method.HasGenericParameters)
        {
            _found.Add(new Violation(ViolationKind.Generic, where, "a generic method"));
        }

        if (type.IsInterface && (!method.IsAbstract || method.IsStatic))
        {
            _found.Add(new Violation(ViolationKind.DefaultInterfaceMethod, where, "code in an interface fails silently"));
        }

        // Holdfast.Native is natives and nothing else (NativeTableTests); whoever calls one catches that it is not there.
        if (method.IsPInvokeImpl || (method.IsInternalCall && method.Module.Assembly.Name.Name != "Holdfast.Native"))
        {
            _found.Add(new Violation(ViolationKind.NativeImport, where, "native code that the stock runtime does not have"));
        }

        VisitAttributes(method, where);
        _surface.Check(method.ReturnType, where);
        foreach (ParameterDefinition parameter in method.Parameters)
        {
            _surface.Check(parameter.ParameterType, where);
        }

        if (!method.HasBody)
        {
            return;
        }

        foreach (VariableDefinition local in method.Body.Variables)
        {
            _surface.Check(local.VariableType, where);
        }

        foreach (ExceptionHandler handler in method.Body.ExceptionHandlers)
        {
            _surface.Check(handler.CatchType, where);
        }

        foreach (Instruction instruction in method.Body.Instructions)
        {
            Visit(instruction, where);
        }
    }

    private void Visit(Instruction instruction, string where)
    {
        // Also conv.ovf.i, which the compiler writes for an array length or index wider than int.
        if (instruction.OpCode.Name.Contains(".ovf", StringComparison.Ordinal))
        {
            _found.Add(new Violation(ViolationKind.OverflowOpcode, where, instruction.OpCode.Name + " wraps silently on the chip"));
        }

        switch (instruction.OpCode.Code)
        {
            case Code.Localloc:
                _found.Add(new Violation(ViolationKind.StackAlloc, where, "stackalloc"));
                break;
            case Code.Conv_U when instruction.Previous?.OpCode.Code is Code.Ldloca or Code.Ldloca_S or Code.Ldarga or Code.Ldarga_S or Code.Ldflda or Code.Ldsflda or Code.Ldelema:
                _found.Add(new Violation(ViolationKind.Pointer, where, "the address of a variable as a number"));
                break;
            case Code.Arglist or Code.Cpblk or Code.Initblk or Code.Jmp or Code.Calli or Code.Ckfinite or Code.Mkrefany or Code.Refanytype or Code.Refanyval or Code.Readonly:
            case Code.Ldtoken when instruction.Operand is MethodReference:
                _found.Add(new Violation(ViolationKind.UnsupportedOpcode, where, instruction.OpCode.Name));
                break;
        }

        switch (instruction.Operand)
        {
            case MethodReference method:
                _surface.Check(method, where);
                break;
            case FieldReference field:
                _surface.Check(field, where);
                break;
            case TypeReference type:
                _surface.Check(type, where);
                break;
        }
    }
}
