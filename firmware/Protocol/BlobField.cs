using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>A u16 length and so many bytes, never more than the field allows: what one end writes, the other must accept.</summary>
internal static class BlobField
{
    public static void Write(ByteWriter writer, byte[] value, int lengthBytesMax)
    {
        Check.That(value != null && value.Length <= lengthBytesMax, "a blob keeps its bound");
        writer.Blob(value);
    }
}
