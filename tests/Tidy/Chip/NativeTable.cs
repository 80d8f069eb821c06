using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;

namespace Holdfast.Tidy.Chip;

/// <summary>
/// What nanoFramework's metadata processor makes of an assembly with natives: the table by whose numbers the runtime calls them, and the checksum by which it accepts an
/// assembly. Computed anew from the metadata, because the checksum alone does not notice a method that stands before the first native (firmware/Native/README.md).
/// </summary>
internal sealed class NativeTable
{
    private NativeTable(List<string> lines, uint checksum, List<string> intruders)
    {
        Lines = lines;
        Checksum = checksum;
        Intruders = intruders;
    }

    /// <summary>The lines of the C++ table, NULL for a method with a body.</summary>
    public IReadOnlyList<string> Lines { get; }

    public uint Checksum { get; }

    /// <summary>What has no place in an assembly of natives: other types, methods with a body, constructors, fields.</summary>
    public IReadOnlyList<string> Intruders { get; }

    public static NativeTable Of(byte[] image)
    {
        using PEReader file = new(new MemoryStream(image));
        MetadataReader metadata = file.GetMetadataReader();
        string assembly = metadata.GetString(metadata.GetAssemblyDefinition().Name);
        List<string> lines = [];
        List<string> intruders = [];
        uint checksum = 0;
        int natives = 0;

        // Types by name, as a person of en-US sorts them; in an assembly of one class there is nothing to sort, and more is an intruder.
        foreach (TypeDefinition type in metadata.TypeDefinitions.Select(metadata.GetTypeDefinition).Where(t => metadata.GetString(t.Name) != "<Module>"))
        {
            string name = metadata.GetString(type.Namespace) + "." + metadata.GetString(type.Name);
            intruders.AddRange(type.GetFields().Select(f => $"{name}.{metadata.GetString(metadata.GetFieldDefinition(f).Name)}: a field"));
            if (name != assembly + ".NativeCalls")
            {
                intruders.Add(name + ": a second type");
            }

            foreach (MethodDefinition method in Ordered(type, metadata))
            {
                string methodName = metadata.GetString(method.Name);
                if (method.RelativeVirtualAddress != 0 || (method.Attributes & MethodAttributes.Abstract) != 0)
                {
                    lines.Add("NULL");
                    intruders.Add($"{name}.{methodName}: a method with a body");
                    checksum = Crc("NULL", natives == 0 ? 0 : checksum);
                    continue;
                }

                string mangled = Mangled(method, methodName);
                string library = assembly.Replace('.', '_');
                string typeName = name.Replace('.', '_');
                lines.Add($"Library_{library}_{typeName}::{mangled}");

                // As the tool has it: until a native has been counted, everything before is forgotten, also the two names here.
                checksum = Crc(assembly, natives == 0 ? 0 : checksum);
                checksum = Crc(typeName, natives == 0 ? 0 : checksum);
                checksum = Crc(mangled, natives == 0 ? 0 : checksum);
                natives++;
            }
        }

        return new NativeTable(lines, natives == 0 ? 0 : checksum, intruders);
    }

    // Virtual methods first, then those of an instance, then static ones; each in its own order.
    private static IEnumerable<MethodDefinition> Ordered(TypeDefinition type, MetadataReader metadata) => type.GetMethods().Select(metadata.GetMethodDefinition)
        .OrderBy(m => (m.Attributes & MethodAttributes.Virtual) != 0 ? 0 : (m.Attributes & MethodAttributes.Static) == 0 ? 1 : 2);

    private static string Mangled(MethodDefinition method, string name)
    {
        MethodSignature<string> signature = method.DecodeSignature(new Names(), null);
        string scope = (method.Attributes & MethodAttributes.Static) != 0 ? "___STATIC__" : "___";
        return name + scope + string.Join("__", signature.ParameterTypes.Prepend(signature.ReturnType));
    }

    /// <summary>Polynomial 0x04C11DB7, highest bit first, nothing inverted.</summary>
    private static uint Crc(string text, uint crc)
    {
        foreach (byte one in Encoding.ASCII.GetBytes(text))
        {
            crc ^= (uint)one << 24;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 0x80000000) != 0 ? (crc << 1) ^ 0x04C11DB7 : crc << 1;
            }
        }

        return crc;
    }

    private sealed class Names : ISignatureTypeProvider<string, object?>
    {
        public string GetPrimitiveType(PrimitiveTypeCode code) => code switch
        {
            PrimitiveTypeCode.Void => "VOID",
            PrimitiveTypeCode.Boolean => "BOOLEAN",
            PrimitiveTypeCode.Byte => "U1",
            PrimitiveTypeCode.Int32 => "I4",
            PrimitiveTypeCode.UInt32 => "U4",
            PrimitiveTypeCode.Int64 => "I8",
            PrimitiveTypeCode.UInt64 => "U8",
            PrimitiveTypeCode.String => "STRING",
            _ => throw new InvalidOperationException(code + " is no type that a native of this project takes"),
        };

        public string GetSZArrayType(string elementType) => "SZARRAY_" + elementType;

        public string GetByReferenceType(string elementType) => "BYREF_" + elementType;

        public string GetArrayType(string elementType, ArrayShape shape) => throw Unfit();

        public string GetFunctionPointerType(MethodSignature<string> signature) => throw Unfit();

        public string GetGenericInstantiation(string genericType, System.Collections.Immutable.ImmutableArray<string> typeArguments) => throw Unfit();

        public string GetGenericMethodParameter(object? genericContext, int index) => throw Unfit();

        public string GetGenericTypeParameter(object? genericContext, int index) => throw Unfit();

        public string GetModifiedType(string modifier, string unmodifiedType, bool isRequired) => throw Unfit();

        public string GetPinnedType(string elementType) => throw Unfit();

        public string GetPointerType(string elementType) => throw Unfit();

        public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) => throw Unfit();

        public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => throw Unfit();

        public string GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) => throw Unfit();

        private static InvalidOperationException Unfit() => new("natives take numbers and arrays of numbers only");
    }
}
