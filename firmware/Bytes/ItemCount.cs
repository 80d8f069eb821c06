namespace Holdfast.Bytes;

/// <summary>The u16 in front of a list. A count is compared with the bytes that are left before anything is allocated for it.</summary>
public static class ItemCount
{
    public static void Write(ByteWriter writer, int count, int countMax)
    {
        Check.That(count <= countMax, "a list keeps its bound");
        writer.U16((ushort)count);
    }

    public static int Read(ByteReader reader, int countMax, int itemBytesMin)
    {
        int count = reader.U16();
        if (count > countMax)
        {
            throw new MalformedException("more items than allowed");
        }

        if (count * itemBytesMin > reader.Remaining)
        {
            throw new MalformedException("fewer items than announced");
        }

        return count;
    }
}
