using System;
using Holdfast.Hardware;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>
/// The device's main loop, one step at a time: takes the bytes that are there, answers the messages that are complete, and uses silence for
/// what may wait. Never waits for a byte, so no line state can hang it; and no traffic, slow or fast, can put off the idle work for ever: one step
/// of it in a second is done whatever comes, while the driver's buffer has room for the largest message.
/// </summary>
public sealed class SignerLoop
{
    private const int ReadBytesMax = 128;
    private const long SilenceMs = 200;
    private const long IdleDueMs = 1000;

    private readonly IRequestHandler _handler;
    private readonly ILink _link;
    private readonly IClock _clock;
    private readonly LinkSession _session;
    private readonly FrameReader _reader;
    private readonly byte[] _buffer = new byte[ReadBytesMax];
    private long _lastByteMs;
    private long _lastIdleMs;

    public SignerLoop(IRequestHandler handler, ILink link, IClock clock, IHmac hmac)
    {
        _handler = handler;
        _link = link;
        _clock = clock;
        _reader = new FrameReader(false, handler.MessageBytesMax);
        _session = new LinkSession(handler, hmac);
        _lastIdleMs = clock.UptimeMs;
    }

    /// <summary>One pass. False when there was nothing to do and the caller may sleep for a millisecond or two.</summary>
    public bool Step()
    {
        if (_clock.UptimeMs - _lastIdleMs >= IdleDueMs)
        {
            Idle();
        }

        int available = _link.Available;
        if (available > 0)
        {
            int count = _link.Read(_buffer, 0, available < ReadBytesMax ? available : ReadBytesMax);
            _lastByteMs = _clock.UptimeMs;
            Take(count);
            Array.Clear(_buffer, 0, count);
            return true;
        }

        if (_reader.IsInsideFrame && _clock.UptimeMs - _lastByteMs >= SilenceMs)
        {
            // What began will not be completed; a whole frame may have been swallowed by its length.
            _reader.GiveUpFrame();
            AnswerAll();
            return true;
        }

        if (!_reader.IsInsideFrame)
        {
            Idle();
        }

        return false;
    }

    private void Idle()
    {
        _handler.Idle();
        _lastIdleMs = _clock.UptimeMs;
    }

    private void Take(int count)
    {
        int offset = 0;
        while (offset < count)
        {
            offset += _reader.Add(_buffer, offset, count - offset);
            AnswerAll();
        }
    }

    private void AnswerAll()
    {
        while (_reader.Next())
        {
            uint sequence = _reader.Sequence;
            byte[] message = _reader.Message;
            byte[] reply = _session.Answer(sequence, message);
            Array.Clear(message, 0, message.Length);
            int frames = FrameWriter.Count(reply.Length);
            for (int i = 0; i < frames; i++)
            {
                byte[] frame = FrameWriter.Encode(reply, sequence, true, i);
                _link.Write(frame, 0, frame.Length);
            }
        }
    }
}
