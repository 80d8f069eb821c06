using Holdfast.Protocol;

namespace Holdfast.DeviceLink;

/// <summary>Messages over a transport: frames out, frames in, and what does not answer the open request is skipped.</summary>
internal sealed class MessageLine(ITransport transport, TimeProvider time)
{
    private const int SilenceMs = 200;

    private readonly FrameReader _reader = new(fromDevice: true, ProtocolLimits.MessageBytesMax);
    private readonly byte[] _buffer = new byte[2048];

    public string Name => transport.Name;

    public bool IsOpen { get; private set; }

    public long BytesSent { get; private set; }

    public long BytesReceived { get; private set; }

    public void Open(CancellationToken cancellation)
    {
        transport.Open(cancellation);
        _reader.Reset();
        IsOpen = true;
    }

    public void Close()
    {
        IsOpen = false;
        transport.Close();
    }

    public void Send(byte[] message, uint sequence)
    {
        int frames = FrameWriter.Count(message.Length);
        using MemoryStream bytes = new();
        for (int i = 0; i < frames; i++)
        {
            bytes.Write(FrameWriter.Encode(message, sequence, fromDevice: false, i));
        }

        transport.Write(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
        BytesSent += bytes.Length;
    }

    /// <summary>
    /// What the first message under this number says that <paramref name="read"/> takes, or null when none came within the time. Late and doubled replies to
    /// others are skipped, and so is what somebody else put on the line.
    /// </summary>
    public T? Receive<T>(uint sequence, int timeoutMs, Func<byte[], T?> read, CancellationToken cancellation)
        where T : class
    {
        long start = time.GetTimestamp();
        int silentMs = 0;
        while (silentMs < timeoutMs && time.GetElapsedTime(start).TotalMilliseconds < timeoutMs)
        {
            cancellation.ThrowIfCancellationRequested();
            int waitMs = Math.Min(SilenceMs, timeoutMs - silentMs);
            int count = transport.Read(_buffer, waitMs);
            BytesReceived += count;
            if (count == 0)
            {
                // A simulated line has no time of its own: its silence is as long as it was asked to wait.
                silentMs += waitMs;
                _reader.GiveUpFrame();
            }

            int offset = 0;
            do
            {
                offset += _reader.Add(_buffer, offset, count - offset);
                while (_reader.Next())
                {
                    if (_reader.Sequence == sequence && read(_reader.Message) is T taken)
                    {
                        return taken;
                    }
                }
            }
            while (offset < count);
        }

        return null;
    }
}
