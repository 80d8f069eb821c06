using System.Text;

namespace Holdfast.Watchtowers;

/// <summary>The client's half of RFC 1928, without authentication. Names are resolved by the proxy, so that nobody else learns them.</summary>
internal static class Socks5
{
    private const byte Version = 5;
    private const byte NameType = 3;

    /// <exception cref="IOException">The proxy does not connect; the text says why.</exception>
    public static async Task ConnectAsync(Stream stream, TowerAddress address, CancellationToken cancellation)
    {
        await stream.WriteAsync(new byte[] { Version, 1, 0 }, cancellation);
        byte[] method = await TakeAsync(stream, 2, cancellation);
        Require(method[0] == Version && method[1] == 0, "the proxy wants a password, or is no SOCKS5 proxy");

        byte[] name = Encoding.ASCII.GetBytes(address.Host);
        Require(name.Length <= byte.MaxValue, "the host's name is too long for a proxy");
        byte[] connect = [Version, 1, 0, NameType, (byte)name.Length, .. name, (byte)(address.Port >> 8), (byte)address.Port];
        await stream.WriteAsync(connect, cancellation);

        byte[] reply = await TakeAsync(stream, 4, cancellation);
        Require(reply[0] == Version, "the proxy's answer is not SOCKS5");
        Require(reply[1] == 0, "the proxy cannot reach " + address + ": " + Reason(reply[1]));
        int bound = reply[3] switch { 1 => 4, 4 => 16, NameType => (await TakeAsync(stream, 1, cancellation))[0], _ => throw new IOException("the proxy's answer is not SOCKS5") };
        await TakeAsync(stream, bound + 2, cancellation);
    }

    private static async Task<byte[]> TakeAsync(Stream stream, int count, CancellationToken cancellation)
    {
        byte[] bytes = new byte[count];
        await stream.ReadExactlyAsync(bytes, cancellation);
        return bytes;
    }

    private static string Reason(byte code) => code switch
    {
        2 => "its rules forbid it",
        3 => "no network",
        4 => "no such host",
        5 => "connection refused",
        6 => "it took too long",
        _ => "failure " + code,
    };

    private static void Require(bool holds, string sentence)
    {
        if (!holds)
        {
            throw new IOException(sentence);
        }
    }
}
