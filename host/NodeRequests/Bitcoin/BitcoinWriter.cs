using System.Buffers.Binary;

namespace Holdfast.NodeRequests.Bitcoin;

/// <summary>Writes Bitcoin's little-endian serialisation.</summary>
internal sealed class BitcoinWriter
{
    private readonly MemoryStream _stream = new(256);

    public void U8(byte value) => _stream.WriteByte(value);

    public void U32(uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        _stream.Write(bytes);
    }

    public void U64(ulong value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        _stream.Write(bytes);
    }

    public void Bytes(ReadOnlySpan<byte> bytes) => _stream.Write(bytes);

    public void CompactSize(ulong value)
    {
        switch (value)
        {
            case < 0xfd:
                U8((byte)value);
                break;
            case <= 0xffff:
                U8(0xfd);
                U8((byte)value);
                U8((byte)(value >> 8));
                break;
            case <= 0xffffffff:
                U8(0xfe);
                U32((uint)value);
                break;
            default:
                U8(0xff);
                U64(value);
                break;
        }
    }

    public void Blob(ReadOnlySpan<byte> bytes)
    {
        CompactSize((ulong)bytes.Length);
        Bytes(bytes);
    }

    public byte[] ToArray() => _stream.ToArray();
}
