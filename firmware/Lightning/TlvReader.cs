using System;
using Holdfast.Bytes;

namespace Holdfast.Lightning;

/// <summary>
/// The fields of a TLV stream (BOLT 1, Type-Length-Value Format), one after the other and strictly: types ascend, none comes twice, and every number has its shortest form. So a
/// stream has one meaning, and no two streams have the same.
/// <code>type BigSize | length BigSize | value</code>
/// </summary>
public sealed class TlvReader
{
    private readonly byte[] _stream;
    private int _end;
    private ulong _type;

    public TlvReader(byte[] stream)
    {
        _stream = stream;
    }

    /// <summary>How many fields were read.</summary>
    public int Count { get; private set; }

    /// <summary>The field's type.</summary>
    public ulong Type
    {
        get { return _type; }
    }

    /// <summary>Where the field begins in the stream.</summary>
    public int Start { get; private set; }

    /// <summary>How many bytes the type takes.</summary>
    public int TypeBytes { get; private set; }

    /// <summary>Where the value begins.</summary>
    public int ValueStart { get; private set; }

    /// <summary>Where the field ends.</summary>
    public int End
    {
        get { return _end; }
    }

    /// <summary>Reads one field; false behind the last one.</summary>
    public bool Next()
    {
        if (_end == _stream.Length)
        {
            return false;
        }

        Start = _end;
        ulong type = BigSize();
        TypeBytes = _end - Start;
        if (Count != 0 && type <= _type)
        {
            throw new MalformedException("the types of a TLV stream ascend");
        }

        ulong length = BigSize();
        if (length > (ulong)(_stream.Length - _end))
        {
            throw new MalformedException("a field of a TLV stream is longer than the stream");
        }

        _type = type;
        ValueStart = _end;
        _end += (int)length;
        Count++;
        return true;
    }

    /// <summary>The value, which has so many bytes; malformed when it has not.</summary>
    public byte[] Value(int length)
    {
        byte[] value = Value();
        if (value.Length != length)
        {
            throw new MalformedException("a field of a TLV stream has another length");
        }

        return value;
    }

    /// <summary>The value.</summary>
    public byte[] Value()
    {
        byte[] value = new byte[_end - ValueStart];
        Array.Copy(_stream, ValueStart, value, 0, value.Length);
        return value;
    }

    /// <summary>The value as a number without zeros in front: tu32, tu64.</summary>
    /// <param name="bytesMax">At most 8.</param>
    public ulong Number(int bytesMax)
    {
        int length = _end - ValueStart;
        if (length > bytesMax || (length != 0 && _stream[ValueStart] == 0))
        {
            throw new MalformedException("a number in a TLV stream is too long or begins with zeros");
        }

        return Read(ValueStart, length);
    }

    private ulong BigSize()
    {
        if (_end == _stream.Length)
        {
            throw new MalformedException("a TLV stream ends in the middle of a field");
        }

        byte first = _stream[_end++];
        if (first < 0xfd)
        {
            return first;
        }

        int length = first == 0xfd ? 2 : first == 0xfe ? 4 : 8;
        if (length > _stream.Length - _end)
        {
            throw new MalformedException("a TLV stream ends in the middle of a field");
        }

        ulong value = Read(_end, length);
        ulong least = length == 2 ? 0xfdul : length == 4 ? 0x10000ul : 0x100000000ul;
        if (value < least)
        {
            throw new MalformedException("a number in a TLV stream has a shorter form");
        }

        _end += length;
        return value;
    }

    private ulong Read(int at, int length)
    {
        ulong value = 0;
        for (int i = 0; i < length; i++)
        {
            value = (value << 8) | _stream[at + i];
        }

        return value;
    }
}
