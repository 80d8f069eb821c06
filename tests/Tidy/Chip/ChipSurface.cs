using Mono.Cecil;

namespace Holdfast.Tidy.Chip;

/// <summary>Judges one reference that leaves the assembly: is it in nanoFramework's lists, and is its shape one that the chip's runtime knows?</summary>
internal sealed class ChipSurface(NanoApi api, List<Violation> found)
{
    public void Check(TypeReference? type, string where)
    {
        switch (type)
        {
            case null:
                return;
            case ArrayType { IsVector: false }:
                found.Add(new Violation(ViolationKind.MultiDimensionalArray, where, type.FullName));
                return;
            case PointerType or FunctionPointerType or PinnedType:
                found.Add(new Violation(ViolationKind.Pointer, where, type.FullName));
                return;
            case GenericParameter:
                found.Add(new Violation(ViolationKind.Generic, where, type.FullName));
                return;
            case GenericInstanceType instance:
                found.Add(new Violation(KindOfMissing(NameOf(instance.ElementType), ViolationKind.Generic), where, type.FullName));
                return;
            case IModifierType modified:
                Check(modified.ElementType, where);
                return;
            case TypeSpecification specification:
                Check(specification.ElementType, where);
                return;
        }

        if (IsOurs(type))
        {
            return;
        }

        string name = NameOf(type);
        NanoType? known = api.Find(name);
        if (known is null)
        {
            found.Add(new Violation(KindOfMissing(name, ViolationKind.MissingType), where, name));
        }
        else if (known.IsGeneric)
        {
            found.Add(new Violation(ViolationKind.Generic, where, name));
        }
    }

    public void Check(MethodReference method, string where)
    {
        if (method is GenericInstanceMethod || method.HasGenericParameters)
        {
            found.Add(new Violation(ViolationKind.Generic, where, method.FullName));
            return;
        }

        Check(method.DeclaringType, where);
        Check(method.ReturnType, where);
        foreach (ParameterDefinition parameter in method.Parameters)
        {
            Check(parameter.ParameterType, where);
        }

        // `lock` on .NET; against nanoFramework the compiler finds, and calls, Enter(object) only.
        if (method.FullName == "System.Void System.Threading.Monitor::Enter(System.Object,System.Boolean&)")
        {
            return;
        }

        string name = method.Name is ".ctor" ? "#ctor" : method.Name;
        string signature = name + "(" + string.Join(",", method.Parameters.Select(p => NameOf(p.ParameterType))) + ")";
        CheckMember(method.DeclaringType, 'M', signature, NameOf(method.ReturnType), where);
    }

    public void Check(FieldReference field, string where)
    {
        Check(field.DeclaringType, where);
        Check(field.FieldType, where);
        CheckMember(field.DeclaringType, 'F', field.Name + "()", NameOf(field.FieldType), where);
    }

    /// <summary>XML documentation name: nested types with '.', by reference with '@', modifiers left out.</summary>
    public static string NameOf(TypeReference type) => type switch
    {
        ByReferenceType reference => NameOf(reference.ElementType) + "@",
        ArrayType { IsVector: true } array => NameOf(array.ElementType) + "[]",
        IModifierType modified => NameOf(modified.ElementType),
        _ => type.FullName.Replace('/', '.'),
    };

    private static bool IsOurs(TypeReference type) => type is TypeDefinition || type.Scope.Name.StartsWith("Holdfast.", StringComparison.Ordinal);

    private void CheckMember(TypeReference owner, char kind, string signature, string type, string where)
    {
        if (owner is TypeSpecification || IsOurs(owner) || api.Find(NameOf(owner)) is not { IsGeneric: false } known)
        {
            return;
        }

        // The compiler names the type that declares a member on .NET; on the chip that may be an ancestor. A constructor is the type's own.
        IEnumerable<NanoType> holders = signature.StartsWith("#ctor", StringComparison.Ordinal) ? [known] : api.Lineage(known);
        if (!holders.SelectMany(t => t.Members).Any(m => m.Kind == kind && m.Signature == signature && m.Type == type))
        {
            found.Add(new Violation(ViolationKind.MissingMember, where, $"{NameOf(owner)}.{signature} : {type}"));
        }
    }

    private static ViolationKind KindOfMissing(string name, ViolationKind otherwise) => name switch
    {
        "System.Span`1" or "System.ReadOnlySpan`1" or "System.Memory`1" or "System.ReadOnlyMemory`1" => ViolationKind.Span,
        "System.Nullable`1" => ViolationKind.Nullable,
        _ when name.StartsWith("System.Threading.Tasks.", StringComparison.Ordinal) => ViolationKind.Async,
        _ when name.Contains("AsyncStateMachine") || name.Contains("AsyncTaskMethodBuilder") || name.Contains("AsyncVoidMethodBuilder") => ViolationKind.Async,
        _ when name.Contains('`') => ViolationKind.Generic,
        _ => otherwise,
    };
}
