using System.Net;
using System.Net.Sockets;

namespace Holdfast.DeviceLink;

/// <summary>
/// The device's end of a TCP line on this machine: takes one host at a time, on the loopback address only. While nobody is connected nothing
/// comes and what is written is lost.
/// </summary>
public sealed class TcpListenerTransport : ITransport
{
    private readonly TcpListener _listener;
    private Socket? _host;

    /// <param name="port">0 takes a free one.</param>
    public TcpListenerTransport(int port = 0)
    {
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start(1);
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
    }

    public int Port { get; }

    public string Name => $"tcp:localhost:{Port}";

    public void Open(CancellationToken cancellation = default)
    {
    }

    public int Read(Span<byte> buffer, int timeoutMs)
    {
        if (_host == null)
        {
            if (!_listener.Server.Poll(TimeSpan.FromMilliseconds(timeoutMs), SelectMode.SelectRead))
            {
                return 0;
            }

            _host = _listener.AcceptSocket();
            _host.NoDelay = true;
            return 0;
        }

        try
        {
            if (!_host.Poll(TimeSpan.FromMilliseconds(timeoutMs), SelectMode.SelectRead))
            {
                return 0;
            }

            int count = _host.Receive(buffer);
            if (count > 0)
            {
                return count;
            }
        }
        catch (SocketException)
        {
            // The host hung up; the next one is welcome.
        }

        Close();
        return 0;
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        try
        {
            while (_host != null && !bytes.IsEmpty)
            {
                bytes = bytes[_host.Send(bytes)..];
            }
        }
        catch (SocketException)
        {
            Close();
        }
    }

    /// <summary>Hangs up; the port stays open for the next host.</summary>
    public void Close()
    {
        _host?.Dispose();
        _host = null;
    }

    public void Dispose()
    {
        Close();
        _listener.Dispose();
    }
}
