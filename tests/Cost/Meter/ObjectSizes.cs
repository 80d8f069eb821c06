namespace Holdfast.Cost;

/// <summary>
/// Sizes on nanoFramework's heap, which is made of 12-byte blocks: an object is a header block and one block per field; an array is 24 bytes
/// and its elements, references taking a block each; a string of n characters about n + 24 bytes. (An object with one int: 24, byte[32]: 60.)
/// </summary>
public static class ObjectSizes
{
    private const int Block = 12;

    public static int Object(int fieldCount)
    {
        return Block * (1 + fieldCount);
    }

    public static int Array(int length, int elementBytes)
    {
        return RoundUp(24 + length * elementBytes);
    }

    public static int String(int length)
    {
        return RoundUp(24 + length);
    }

    /// <summary>Bytes of one array element: primitives their own size, everything else a block.</summary>
    public static int ElementBytes(string typeName)
    {
        return typeName switch
        {
            "System.Byte" or "System.SByte" or "System.Boolean" => 1,
            "System.Int16" or "System.UInt16" or "System.Char" => 2,
            "System.Int32" or "System.UInt32" or "System.Single" => 4,
            "System.Int64" or "System.UInt64" or "System.Double" => 8,
            _ => Block,
        };
    }

    private static int RoundUp(int bytes)
    {
        return (bytes + Block - 1) / Block * Block;
    }
}
