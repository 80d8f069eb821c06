using System;
using Holdfast.Bytes;

namespace Holdfast.Lightning;

/// <summary>Writes Bitcoin's little-endian fields into one array of a size known beforehand. Overrunning it is a fault of the caller.</summary>
public sealed class TransactionWriter
{
    private readonly byte[] _bytes;
    private int _length;

    public TransactionWriter(int capacity)
    {
        _bytes = new byte[capacity];
    }

    public int Length
    {
        get { return _length; }
    }

    public void U8(int value)
    {
        _bytes[_length++] = (byte)value;
    }

    public void U32(uint value)
    {
        PutU32(_bytes, _length, value);
        _length += 4;
    }

    public void U64(ulong value)
    {
        PutU32(_bytes, _length, (uint)value);
        PutU32(_bytes, _length + 4, (uint)(value >> 32));
        _length += 8;
    }

    public void Bytes(byte[] value)
    {
        Array.Copy(value, 0, _bytes, _length, value.Length);
        _length += value.Length;
    }

    /// <summary>CompactSize: 1 byte below 253, then FD + 2 or FE + 4 bytes.</summary>
    public void CompactSize(int value)
    {
        if (value < 253)
        {
            U8(value);
        }
        else if (value <= 0xffff)
        {
            U8(253);
            U8(value);
            U8(value >> 8);
        }
        else
        {
            U8(254);
            U32((uint)value);
        }
    }

    /// <summary>A length and so many bytes: how scripts are stored.</summary>
    public void Sized(byte[] value)
    {
        CompactSize(value.Length);
        Bytes(value);
    }

    public static int CompactSizeLength(int value)
    {
        return value < 253 ? 1 : value <= 0xffff ? 3 : 5;
    }

    public static void PutU32(byte[] bytes, int offset, uint value)
    {
        bytes[offset] = (byte)value;
        bytes[offset + 1] = (byte)(value >> 8);
        bytes[offset + 2] = (byte)(value >> 16);
        bytes[offset + 3] = (byte)(value >> 24);
    }

    /// <summary>The array itself, without a copy; it must be full.</summary>
    public byte[] Finish()
    {
        Check.That(_length == _bytes.Length, "a transaction has the size that was computed for it");
        return _bytes;
    }
}
