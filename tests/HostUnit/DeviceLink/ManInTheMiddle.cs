using Holdfast.DeviceLink;
using Holdfast.Protocol;
using Holdfast.SimulatedSigner;

namespace Holdfast.HostUnit.DeviceLink;

/// <summary>A message as it was on the line.</summary>
internal sealed record LineMessage(uint Number, byte[] Bytes)
{
    public MessageId Id => (MessageId)(Bytes[0] & 0x7f);

    public bool IsSealed => (Bytes[0] & 0x80) != 0;
}

/// <summary>
/// Somebody between host and device who reads every message in both directions, keeps them, and decides what the other end gets instead: nothing, something else,
/// more. He can also ask the device himself. He makes good frames: checks and CRCs protect from cables, not from him.
/// </summary>
internal sealed class ManInTheMiddle(SimulatedDevice device) : ITransport
{
    private readonly InProcessTransport _inner = new(device);
    private readonly FrameReader _fromHost = new(fromDevice: false, ProtocolLimits.MessageBytesMax);
    private readonly FrameReader _fromDevice = new(fromDevice: true, ProtocolLimits.MessageBytesMax);
    private readonly Queue<byte> _toHost = new();
    private readonly byte[] _buffer = new byte[4096];

    public string Name => "in the middle";

    /// <summary>Everything that host and device sent.</summary>
    public List<LineMessage> Requests { get; } = [];

    public List<LineMessage> Replies { get; } = [];

    /// <summary>What the device gets for a message of the host.</summary>
    public Func<LineMessage, IEnumerable<LineMessage>> ToDevice { get; set; } = message => [message];

    /// <summary>What the host gets for a message of the device.</summary>
    public Func<LineMessage, IEnumerable<LineMessage>> ToHost { get; set; } = message => [message];

    public void Open(CancellationToken cancellation)
    {
        _inner.Open(cancellation);
        _fromHost.Reset();
        _fromDevice.Reset();
        _toHost.Clear();
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        foreach (LineMessage message in Messages(_fromHost, bytes.ToArray()))
        {
            Requests.Add(message);
            foreach (LineMessage passed in ToDevice(message))
            {
                _inner.Write(Frames(passed, fromDevice: false));
            }
        }
    }

    public int Read(Span<byte> buffer, int timeoutMs)
    {
        if (_toHost.Count == 0)
        {
            Pump(timeoutMs);
        }

        int count = Math.Min(buffer.Length, _toHost.Count);
        for (int i = 0; i < count; i++)
        {
            buffer[i] = _toHost.Dequeue();
        }

        return count;
    }

    /// <summary>His own message to the device, behind the host's back, and the device's answer; the host gets neither.</summary>
    public byte[] Ask(uint number, byte[] message)
    {
        _inner.Write(Frames(new LineMessage(number, [.. message]), fromDevice: false));
        FrameReader answers = new(fromDevice: true, ProtocolLimits.MessageBytesMax);
        while (true)
        {
            int count = _inner.Read(_buffer, 10);
            Assert.AreNotEqual(0, count, "the device says nothing");
            foreach (LineMessage answer in Messages(answers, _buffer[..count]))
            {
                return answer.Bytes;
            }
        }
    }

    /// <summary>The last of the host's messages of a kind.</summary>
    public LineMessage LastRequest(MessageId id) => Requests.Last(message => message.Id == id);

    public void Close() => _inner.Close();

    public void Dispose() => _inner.Dispose();

    private void Pump(int timeoutMs)
    {
        int count = _inner.Read(_buffer, timeoutMs);
        foreach (LineMessage message in Messages(_fromDevice, _buffer[..count]))
        {
            Replies.Add(message);
            foreach (LineMessage passed in ToHost(message))
            {
                foreach (byte value in Frames(passed, fromDevice: true))
                {
                    _toHost.Enqueue(value);
                }
            }
        }
    }

    private static List<LineMessage> Messages(FrameReader reader, byte[] bytes)
    {
        List<LineMessage> messages = [];
        int offset = 0;
        while (offset < bytes.Length)
        {
            offset += reader.Add(bytes, offset, bytes.Length - offset);
            while (reader.Next())
            {
                messages.Add(new LineMessage(reader.Sequence, reader.Message));
            }
        }

        return messages;
    }

    private static byte[] Frames(LineMessage message, bool fromDevice) =>
        [.. Enumerable.Range(0, FrameWriter.Count(message.Bytes.Length)).SelectMany(i => FrameWriter.Encode(message.Bytes, message.Number, fromDevice, i))];
}
