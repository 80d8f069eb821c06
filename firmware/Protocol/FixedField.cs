using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>Fields of one fixed length, and optional ones: a flag byte, then the field when the flag is 1.</summary>
internal static class FixedField
{
    public static void Write(ByteWriter writer, byte[] value, int lengthBytes)
    {
        Check.That(value != null && value.Length == lengthBytes, "a fixed field has its length");
        writer.Bytes(value);
    }

    public static void WriteOptional(ByteWriter writer, byte[] value, int lengthBytes)
    {
        writer.Flag(value != null);
        if (value != null)
        {
            Write(writer, value, lengthBytes);
        }
    }

    /// <summary>Null when the flag is 0.</summary>
    public static byte[] ReadOptional(ByteReader reader, int lengthBytes)
    {
        return reader.Flag() ? reader.Bytes(lengthBytes) : null;
    }
}
