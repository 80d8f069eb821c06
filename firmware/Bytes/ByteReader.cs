using System;

namespace Holdfast.Bytes;

/// <summary>
/// Reads big-endian fields from a slice of an array, forwards only. Every read is bounded: running out of bytes is a
/// <see cref="MalformedException"/>, and <see cref="End"/> refuses trailing bytes, so a parsed value is the whole input.
/// </summary>
public sealed class ByteReader
{
    private readonly byte[] _bytes;
    private readonly int _end;
    private int _position;

    public ByteReader(byte[] bytes)
        : this(bytes, 0, bytes.Length)
    {
    }

    public ByteReader(byte[] bytes, int offset, int count)
    {
        if (offset < 0 || count < 0 || offset > bytes.Length || count > bytes.Length - offset)
        {
            throw new MalformedException("slice outside of its array");
        }

        _bytes = bytes;
        _position = offset;
        _end = offset + count;
    }

    /// <summary>Bytes not read yet.</summary>
    public int Remaining
    {
        get { return _end - _position; }
    }

    public byte U8()
    {
        Need(1);
        return _bytes[_position++];
    }

    /// <summary>One byte that must be 0 or 1.</summary>
    public bool Flag()
    {
        byte value = U8();
        if (value > 1)
        {
            throw new MalformedException("flag is neither 0 nor 1");
        }

        return value == 1;
    }

    public ushort U16()
    {
        Need(2);
        int p = _position;
        _position = p + 2;
        return (ushort)((_bytes[p] << 8) | _bytes[p + 1]);
    }

    public uint U32()
    {
        Need(4);
        int p = _position;
        _position = p + 4;
        return ((uint)_bytes[p] << 24) | ((uint)_bytes[p + 1] << 16) | ((uint)_bytes[p + 2] << 8) | _bytes[p + 3];
    }

    public ulong U64()
    {
        ulong high = U32();
        return (high << 32) | U32();
    }

    /// <summary>The next <paramref name="count"/> bytes as a new array.</summary>
    public byte[] Bytes(int count)
    {
        Need(count);
        byte[] result = new byte[count];
        Array.Copy(_bytes, _position, result, 0, count);
        _position += count;
        return result;
    }

    /// <summary>A u16 length and so many bytes; longer than <paramref name="lengthMax"/> is malformed.</summary>
    public byte[] Blob(int lengthMax)
    {
        int length = U16();
        if (length > lengthMax)
        {
            throw new MalformedException("blob longer than allowed");
        }

        return Bytes(length);
    }

    public byte[] Rest()
    {
        return Bytes(Remaining);
    }

    /// <summary>Nothing may follow.</summary>
    public void End()
    {
        if (_position != _end)
        {
            throw new MalformedException("trailing bytes");
        }
    }

    private void Need(int count)
    {
        if (count < 0 || count > _end - _position)
        {
            throw new MalformedException("input ends too early");
        }
    }
}
