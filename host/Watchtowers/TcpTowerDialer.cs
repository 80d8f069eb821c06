using System.Net.Sockets;

namespace Holdfast.Watchtowers;

/// <summary>Plain TCP, and a SOCKS5 proxy (Tor's, for example) for onion services; for everything, where the owner wants that.</summary>
/// <param name="proxy">Where the proxy listens; null when there is none.</param>
/// <param name="isAlwaysProxied">No connection but through the proxy.</param>
public sealed class TcpTowerDialer(TowerAddress? proxy, bool isAlwaysProxied) : ITowerDialer
{
    public async Task<Stream> DialAsync(TowerAddress address, CancellationToken cancellation)
    {
        bool isProxied = isAlwaysProxied || address.IsOnion;
        if (isProxied && proxy == null)
        {
            throw new IOException(address.IsOnion
                ? address + " is an onion service and no proxy is set (tower-proxy in holdfast.conf, 127.0.0.1:9050 is Tor's)"
                : "tower-proxy-always is set, and tower-proxy is not");
        }

        TowerAddress first = isProxied ? proxy! : address;
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        NetworkStream? stream = null;
        try
        {
            await socket.ConnectAsync(first.Host, first.Port, cancellation);
            stream = new NetworkStream(socket, ownsSocket: true);
            if (isProxied)
            {
                await Socks5.ConnectAsync(stream, address, cancellation);
            }

            return stream;
        }
        catch (Exception failure)
        {
            stream?.Dispose();
            socket.Dispose();
            if (failure is SocketException refused)
            {
                throw new IOException((isProxied ? "the proxy " : string.Empty) + first + " cannot be reached: " + refused.Message, refused);
            }

            throw;
        }
    }
}
