using System;

namespace Holdfast.Bytes;

/// <summary>Writes big-endian fields into an array that grows as needed.</summary>
public sealed class ByteWriter
{
    private byte[] _bytes;
    private int _length;

    public ByteWriter(int capacity)
    {
        _bytes = new byte[capacity < 16 ? 16 : capacity];
    }

    public int Length
    {
        get { return _length; }
    }

    public void U8(byte value)
    {
        Room(1);
        _bytes[_length++] = value;
    }

    public void Flag(bool value)
    {
        U8(value ? (byte)1 : (byte)0);
    }

    public void U16(ushort value)
    {
        Room(2);
        _bytes[_length++] = (byte)(value >> 8);
        _bytes[_length++] = (byte)value;
    }

    public void U32(uint value)
    {
        Room(4);
        _bytes[_length++] = (byte)(value >> 24);
        _bytes[_length++] = (byte)(value >> 16);
        _bytes[_length++] = (byte)(value >> 8);
        _bytes[_length++] = (byte)value;
    }

    public void U64(ulong value)
    {
        U32((uint)(value >> 32));
        U32((uint)value);
    }

    public void Bytes(byte[] value)
    {
        Bytes(value, 0, value.Length);
    }

    public void Bytes(byte[] value, int offset, int count)
    {
        Room(count);
        Array.Copy(value, offset, _bytes, _length, count);
        _length += count;
    }

    /// <summary>A u16 length and the bytes.</summary>
    public void Blob(byte[] value)
    {
        Check.That(value.Length <= 0xffff, "a blob is at most 65,535 bytes");
        U16((ushort)value.Length);
        Bytes(value);
    }

    /// <summary>Overwrites what was written, and is empty: for secrets, and for what may hold one.</summary>
    public void Wipe()
    {
        Array.Clear(_bytes, 0, _bytes.Length);
        _length = 0;
    }

    public byte[] ToArray()
    {
        byte[] result = new byte[_length];
        Array.Copy(_bytes, 0, result, 0, _length);
        return result;
    }

    private void Room(int count)
    {
        if (count > _bytes.Length - _length)
        {
            int capacity = _bytes.Length * 2;
            if (capacity < _length + count)
            {
                capacity = _length + count;
            }

            byte[] larger = new byte[capacity];
            Array.Copy(_bytes, 0, larger, 0, _length);
            Array.Clear(_bytes, 0, _length);
            _bytes = larger;
        }
    }
}
