using System.Buffers.Binary;

namespace Holdfast.SignatureLedger;

/// <summary>Bytes as Bitcoin writes them: little-endian numbers, lengths in front.</summary>
internal sealed class ByteList
{
    private readonly List<byte> _bytes = [];

    public ByteList U32(uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return Add(bytes);
    }

    public ByteList U64(ulong value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        return Add(bytes);
    }

    public ByteList Add(ReadOnlySpan<byte> bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    public ByteList Count(int count)
    {
        if (count < 0xfd)
        {
            _bytes.Add((byte)count);
        }
        else
        {
            _bytes.AddRange([0xfd, (byte)count, (byte)(count >> 8)]);
        }

        return this;
    }

    public ByteList Sized(byte[] bytes) => Count(bytes.Length).Add(bytes);

    public ByteList Add(Outpoint outpoint) => Add(Convert.FromHexString(outpoint.Txid)).U32(outpoint.Vout);

    public ByteList Add(Output output) => U64(output.Sat).Sized(output.Script);

    public byte[] ToArray() => [.. _bytes];
}
