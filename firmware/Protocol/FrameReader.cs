using System;
using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>
/// Finds messages in a stream of bytes that may be cut, doubled, damaged or mixed with anything else. Never waits, never throws for what
/// came over the line, and holds at most one frame and one message.
/// <code>
///   while (count > 0)
///   {
///       int taken = reader.Add(bytes, offset, count);   // copies what fits
///       offset += taken; count -= taken;
///       while (reader.Next()) { … reader.Sequence, reader.Message … }
///   }
/// </code>
/// After anything that does not fit (marker, header check, length, CRC) the search goes on one byte behind the marker that was believed,
/// so a good frame behind, or inside, a bad one is found.
/// </summary>
public sealed class FrameReader
{
    private readonly byte[] _bytes = new byte[Frame.LengthBytesMax];
    private readonly bool _fromDevice;
    private readonly int _messageBytesMax;
    private int _start;
    private int _end;

    private ByteWriter _partial;
    private uint _partialSequence;
    private int _partialCount;

    /// <param name="fromDevice">The direction to accept: true at the host. Frames of the other direction (an echo) are skipped.</param>
    /// <param name="messageBytesMax">Longer messages are dropped; memory for one grows with the frames that came.</param>
    public FrameReader(bool fromDevice, int messageBytesMax)
    {
        _fromDevice = fromDevice;
        _messageBytesMax = messageBytesMax;
    }

    /// <summary>Sequence number of the message that <see cref="Next"/> found.</summary>
    public uint Sequence { get; private set; }

    /// <summary>The message that <see cref="Next"/> found.</summary>
    public byte[] Message { get; private set; }

    /// <summary>A frame has begun and is not complete, so more bytes are due.</summary>
    public bool IsInsideFrame
    {
        get { return _end > _start; }
    }

    /// <summary>Copies as many bytes as there is room for, at least one when <see cref="Next"/> has been called until it was false.</summary>
    /// <returns>How many were taken.</returns>
    public int Add(byte[] bytes, int offset, int count)
    {
        if (_start > 0)
        {
            Array.Copy(_bytes, _start, _bytes, 0, _end - _start);
            _end -= _start;
            _start = 0;
        }

        int room = _bytes.Length - _end;
        int taken = count < room ? count : room;
        Array.Copy(bytes, offset, _bytes, _end, taken);
        _end += taken;
        return taken;
    }

    /// <summary>True when a whole message is there; false when more bytes are needed.</summary>
    public bool Next()
    {
        while (FindFrame(out int bodyLength))
        {
            int start = _start;
            _start += Frame.OverheadBytes + bodyLength;
            if (Accept(start, bodyLength))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// The line fell silent inside a frame: what began there will not be completed. Call <see cref="Next"/> afterwards: a frame may have been
    /// swallowed by the length of the broken one.
    /// </summary>
    public void GiveUpFrame()
    {
        if (_start < _end)
        {
            _start++;
        }
    }

    /// <summary>Forgets everything: for a line that was opened anew.</summary>
    public void Reset()
    {
        _start = 0;
        _end = 0;
        _partial = null;
    }

    private bool FindFrame(out int bodyLength)
    {
        bodyLength = 0;
        while (_start < _end)
        {
            if (_bytes[_start] != Frame.Marker0)
            {
                _start++;
                continue;
            }

            int there = _end - _start;
            if (there >= 2 && _bytes[_start + 1] != Frame.Marker1)
            {
                _start++;
                continue;
            }

            if (there < Frame.BodyOffset)
            {
                return false;
            }

            if (!IsHeader())
            {
                _start++;
                continue;
            }

            bodyLength = ReadWord(_start) & Frame.LengthMask;
            if (there < Frame.OverheadBytes + bodyLength)
            {
                return false;
            }

            if (ReadU32(_start + Frame.BodyOffset + bodyLength) == Frame.BodyCrc(_bytes, _start, bodyLength))
            {
                return true;
            }

            _start++;
        }

        return false;
    }

    private bool IsHeader()
    {
        int flags = _bytes[_start + Frame.FlagsOffset];
        int length = ReadWord(_start) & Frame.LengthMask;
        return _bytes[_start + Frame.CheckOffset] == Frame.HeaderCheck(_bytes, _start)
            && ((flags & Frame.FromDeviceFlag) != 0) == _fromDevice
            && (flags & Frame.UnknownFlags) == 0
            && length <= ProtocolLimits.FrameBodyBytesMax
            && (length == ProtocolLimits.FrameBodyBytesMax || (flags & Frame.LastFlag) != 0);
    }

    // A whole good frame is at start: adds it to its message; true when that is complete.
    private bool Accept(int start, int bodyLength)
    {
        int flags = _bytes[start + Frame.FlagsOffset];
        int index = ((ReadWord(start) >> Frame.LengthBits) << Frame.IndexLowBits) | (flags & Frame.IndexLowMask);
        bool isLast = (flags & Frame.LastFlag) != 0;
        uint sequence = ReadU32(start + Frame.SequenceOffset);

        if (index == 0)
        {
            _partial = new ByteWriter(isLast ? bodyLength : 2 * ProtocolLimits.FrameBodyBytesMax);
            _partialSequence = sequence;
            _partialCount = 0;
        }
        else if (_partial == null || sequence != _partialSequence || index > _partialCount)
        {
            // A frame went missing: what is there can never be completed, the sender starts again.
            _partial = null;
            return false;
        }
        else if (index < _partialCount)
        {
            // Came twice.
            return false;
        }

        if (_partial.Length + bodyLength > _messageBytesMax)
        {
            // Longer than the device said that it reads: the sender gets no answer.
            _partial = null;
            return false;
        }

        // Messages may hold secrets: nothing of them stays here.
        _partial.Bytes(_bytes, start + Frame.BodyOffset, bodyLength);
        Array.Clear(_bytes, start + Frame.BodyOffset, bodyLength);
        _partialCount++;
        if (!isLast)
        {
            return false;
        }

        Sequence = sequence;
        Message = _partial.ToArray();
        _partial.Wipe();
        _partial = null;
        return true;
    }

    private int ReadWord(int start)
    {
        return (_bytes[start + Frame.LengthOffset] << 8) | _bytes[start + Frame.LengthOffset + 1];
    }

    private uint ReadU32(int offset)
    {
        return ((uint)_bytes[offset] << 24) | ((uint)_bytes[offset + 1] << 16) | ((uint)_bytes[offset + 2] << 8) | _bytes[offset + 3];
    }
}
