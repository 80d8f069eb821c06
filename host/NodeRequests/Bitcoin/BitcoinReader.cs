using System.Buffers.Binary;
using Holdfast.Bytes;

namespace Holdfast.NodeRequests.Bitcoin;

/// <summary>
/// Little-endian fields of Bitcoin's own serialisation, read forwards from a slice. Every read is bounded and a length prefix must be in its
/// shortest form, so whatever was parsed serialises to the same bytes again. Anything else is a <see cref="MalformedException"/>.
/// </summary>
internal ref struct BitcoinReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public readonly int Remaining => _rest.Length;

    public byte Peek(int ahead) => ahead < _rest.Length ? _rest[ahead] : throw Short();

    public byte U8() => Take(1)[0];

    public uint U32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public ulong U64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    public byte[] Bytes(int count) => Take(count).ToArray();

    /// <summary>A CompactSize in its shortest form.</summary>
    public ulong CompactSize()
    {
        byte first = U8();
        ulong value = first switch
        {
            < 0xfd => first,
            0xfd => BinaryPrimitives.ReadUInt16LittleEndian(Take(2)),
            0xfe => U32(),
            _ => U64(),
        };
        bool shortest = first switch { < 0xfd => true, 0xfd => value >= 0xfd, 0xfe => value > 0xffff, _ => value > 0xffffffff };
        return shortest ? value : throw new MalformedException("compact size is not in its shortest form");
    }

    /// <summary>A number of items, each of which takes at least <paramref name="itemBytesMin"/> of what is left.</summary>
    public int Count(int itemBytesMin)
    {
        ulong count = CompactSize();
        return count <= (ulong)(_rest.Length / itemBytesMin) ? (int)count : throw Short();
    }

    /// <summary>A CompactSize and so many bytes.</summary>
    public byte[] Blob() => Bytes(Count(1));

    public readonly void End()
    {
        if (_rest.Length != 0)
        {
            throw new MalformedException("trailing bytes after a transaction or PSBT");
        }
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count < 0 || count > _rest.Length)
        {
            throw Short();
        }

        ReadOnlySpan<byte> taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }

    private static MalformedException Short() => new("transaction or PSBT ends too early");
}
