using System.Net;
using System.Net.Sockets;

namespace Holdfast.ReferenceTower;

/// <summary>A tower on a port of this machine, until it is disposed.</summary>
public sealed class TowerListener : IAsyncDisposable
{
    private readonly CancellationTokenSource _closing = new();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<Task> _connections = [];
    private readonly Task _accepting;

    public TowerListener(Tower tower)
    {
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync(tower);
    }

    public int Port { get; }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_connections);
    }

    private async Task AcceptAsync(Tower tower)
    {
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_closing.Token);
                client.NoDelay = true;
                _connections.Add(tower.ServeAsync(client.GetStream(), _closing.Token));
                _connections.RemoveAll(connection => connection.IsCompleted);
            }
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Closed.
        }
    }
}
