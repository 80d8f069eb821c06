using System.Net.Sockets;

namespace Holdfast.DeviceLink;

/// <summary>A device behind a TCP port: a simulator on another machine, a serial server, a platform without pseudo terminals.</summary>
public sealed class TcpTransport(string host, int port) : ITransport
{
    // A host that drops the packets would cost two minutes.
    private const int ConnectMs = 5_000;

    private Socket? _socket;

    public string Name => $"tcp:{host}:{port}";

    public void Open(CancellationToken cancellation = default)
    {
        Close();
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using CancellationTokenSource late = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        late.CancelAfter(ConnectMs);
        try
        {
            socket.ConnectAsync(host, port, late.Token).AsTask().GetAwaiter().GetResult();
        }
        catch (SocketException exception)
        {
            socket.Dispose();
            throw new IOException($"cannot connect to {Name}: {exception.Message}", exception);
        }
        catch (OperationCanceledException)
        {
            socket.Dispose();
            cancellation.ThrowIfCancellationRequested();
            throw new IOException($"cannot connect to {Name}: no answer within {ConnectMs / 1000} seconds");
        }

        _socket = socket;
    }

    public int Read(Span<byte> buffer, int timeoutMs)
    {
        Socket socket = _socket ?? throw new IOException($"{Name} is not open");
        try
        {
            if (!socket.Poll(TimeSpan.FromMilliseconds(timeoutMs), SelectMode.SelectRead))
            {
                return 0;
            }

            int count = socket.Receive(buffer);
            return count > 0 ? count : throw new IOException($"{Name} was closed by the other end");
        }
        catch (SocketException exception)
        {
            throw new IOException($"{Name} is gone: {exception.Message}", exception);
        }
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        Socket socket = _socket ?? throw new NothingWrittenException($"{Name} is not open");
        int length = bytes.Length;
        try
        {
            while (!bytes.IsEmpty)
            {
                bytes = bytes[socket.Send(bytes)..];
            }
        }
        catch (SocketException exception)
        {
            string trouble = $"{Name} is gone: {exception.Message}";
            throw bytes.Length == length ? new NothingWrittenException(trouble, exception) : new IOException(trouble, exception);
        }
    }

    public void Close()
    {
        _socket?.Dispose();
        _socket = null;
    }

    public void Dispose() => Close();
}
