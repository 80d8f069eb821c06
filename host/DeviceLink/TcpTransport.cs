using System.Net.Sockets;

namespace Holdfast.DeviceLink;

/// <summary>A device behind a TCP port: a simulator on another machine, a serial server, a platform without pseudo terminals.</summary>
public sealed class TcpTransport(string host, int port) : ITransport
{
    private Socket? _socket;

    public string Name => $"tcp:{host}:{port}";

    public void Open()
    {
        Close();
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.Connect(host, port);
        }
        catch (SocketException exception)
        {
            socket.Dispose();
            throw new IOException($"cannot connect to {Name}: {exception.Message}", exception);
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
        Socket socket = _socket ?? throw new IOException($"{Name} is not open");
        try
        {
            while (!bytes.IsEmpty)
            {
                bytes = bytes[socket.Send(bytes)..];
            }
        }
        catch (SocketException exception)
        {
            throw new IOException($"{Name} is gone: {exception.Message}", exception);
        }
    }

    public void Close()
    {
        _socket?.Dispose();
        _socket = null;
    }

    public void Dispose() => Close();
}
