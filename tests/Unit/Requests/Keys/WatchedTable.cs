using Holdfast.Crypto;
using Holdfast.Hardware;

namespace Holdfast.Unit.Requests;

/// <summary>A table that remembers from where it was read, in one number.</summary>
public sealed class WatchedTable : IConstantTable
{
    public int Reads;

    private readonly ByteTable _table;

    public WatchedTable(byte[] bytes)
    {
        _table = new ByteTable(bytes);
    }

    public int LengthBytes
    {
        get { return _table.LengthBytes; }
    }

    public byte[] Slice(int offset, int count)
    {
        Reads = unchecked(Reads * 31 + offset + 1);
        return _table.Slice(offset, count);
    }
}
