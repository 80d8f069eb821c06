namespace Holdfast.Tidy.Chip;

/// <summary>Why an assembly would not load, or would not do on the chip what it does on .NET.</summary>
public enum ViolationKind
{
    MissingType,
    MissingMember,
    Generic,
    Span,
    Nullable,
    Async,
    Yield,
    Record,
    MultiDimensionalArray,
    OverflowOpcode,
    Pointer,
    StackAlloc,
    UnsupportedOpcode,
    DefaultInterfaceMethod,
    NativeImport,
    CodeTooLarge,
    MethodTooLarge,
    TooManyLocals,
    StackTooDeep,
    SwitchTooWide,
    ArrayDataTooLarge,
    SignaturesTooLarge,
    StringsTooLarge,
}

internal sealed record Violation(ViolationKind Kind, string Where, string What)
{
    public override string ToString() => $"{Kind} in {Where}: {What}";
}
