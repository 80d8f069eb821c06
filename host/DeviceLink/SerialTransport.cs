using Microsoft.Win32.SafeHandles;

namespace Holdfast.DeviceLink;

/// <summary>
/// A serial port of Linux or macOS: raw, exclusive, never blocking without a limit. An unplugged adapter shows as <see cref="IOException"/>; opening
/// again works as soon as the port is back.
/// </summary>
public sealed class SerialTransport : ITransport
{
    /// <summary>What the firmware's boards use unless their board.json says otherwise.</summary>
    public const int BaudDefault = 921600;

    // Longer than any message takes at 115200 baud: a line that takes nothing for so long is stuck.
    private const int WriteTimeoutMs = 3000;

    private readonly int _baud;
    private SafeFileHandle? _port;

    public SerialTransport(string path, int baud = BaudDefault)
    {
        NativeTty.RequireUnix();
        Name = path;
        _baud = baud;
    }

    public string Name { get; }

    public void Open(CancellationToken cancellation = default)
    {
        Close();
        SafeFileHandle port = NativeTty.Open(Name);
        try
        {
            NativeTty.TakeAlone(port, Name);
            NativeTty.MakeRaw(port, Name, _baud);
        }
        catch
        {
            port.Dispose();
            throw;
        }

        _port = port;
    }

    public int Read(Span<byte> buffer, int timeoutMs)
    {
        SafeFileHandle port = _port ?? throw new IOException($"{Name} is not open");
        short events = NativeTty.Poll(port, NativeTty.PollIn, timeoutMs);
        if ((events & NativeTty.PollIn) != 0)
        {
            int? count = NativeTty.Read(port, buffer);
            return count == 0 ? throw Gone() : count ?? 0;
        }

        return (events & NativeTty.PollTrouble) != 0 ? throw Gone() : 0;
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        SafeFileHandle port = _port ?? throw new NothingWrittenException($"{Name} is not open");
        int length = bytes.Length;
        while (!bytes.IsEmpty)
        {
            short events = NativeTty.Poll(port, NativeTty.PollOut, WriteTimeoutMs);
            if ((events & NativeTty.PollOut) == 0 || (events & NativeTty.PollTrouble) != 0)
            {
                string trouble = events == 0 ? $"{Name} takes no bytes" : Gone().Message;
                throw bytes.Length == length ? new NothingWrittenException(trouble) : new IOException(trouble);
            }

            try
            {
                bytes = bytes[NativeTty.Write(port, bytes)..];
            }
            catch (IOException first) when (bytes.Length == length)
            {
                throw new NothingWrittenException(first.Message, first);
            }
        }
    }

    public void Close()
    {
        _port?.Dispose();
        _port = null;
    }

    public void Dispose() => Close();

    private IOException Gone() => new($"{Name} is gone");
}
