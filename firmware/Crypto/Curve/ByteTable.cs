using System;
using Holdfast.Hardware;

namespace Holdfast.Crypto;

/// <summary>A constant table that lies in memory: where there is enough of it, and where no flash resource exists.</summary>
public sealed class ByteTable : IConstantTable
{
    private readonly byte[] _bytes;

    public ByteTable(byte[] bytes)
    {
        _bytes = bytes;
    }

    public int LengthBytes
    {
        get { return _bytes.Length; }
    }

    public byte[] Slice(int offset, int count)
    {
        byte[] slice = new byte[count];
        Array.Copy(_bytes, offset, slice, 0, count);
        return slice;
    }
}
