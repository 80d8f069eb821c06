using System.Globalization;
using System.Net;

namespace Holdfast.Watchtowers;

/// <summary>Where a tower listens: a host name, an IP address or an onion service, and a port.</summary>
public sealed record TowerAddress(string Host, int Port)
{
    public const int PortUnlessSaid = 9911;

    private const int HostCharsMax = 253;

    /// <summary>Reached through a SOCKS5 proxy only.</summary>
    public bool IsOnion => Host.EndsWith(".onion", StringComparison.Ordinal);

    /// <summary>HOST, HOST:PORT, [IPV6] or [IPV6]:PORT.</summary>
    /// <exception cref="FormatException">Something else; the text says what.</exception>
    public static TowerAddress Parse(string text)
    {
        string host = text;
        string port = string.Empty;
        if (text.StartsWith('[') && text.IndexOf(']', StringComparison.Ordinal) is int end and > 0)
        {
            host = text[1..end];
            port = text[(end + 1)..];
            Require(port.Length == 0 || port[0] == ':', $"'{text}' is no address: after ']' comes nothing, or ':' and a port");
            port = port.TrimStart(':');
            Require(IPAddress.TryParse(host, out IPAddress? address) && address.ToString().Contains(':'), $"'{host}' is no IPv6 address");
        }
        else if (text.Count(c => c == ':') == 1)
        {
            (host, port) = (text[..text.IndexOf(':')], text[(text.IndexOf(':') + 1)..]);
            Require(port.Length > 0, $"'{text}' names no port after its ':'");
        }

        host = host.ToLowerInvariant();
        Require(host.Length is > 0 and <= HostCharsMax, $"'{text}' names no host");
        Require(Uri.CheckHostName(host) != UriHostNameType.Unknown, $"'{host}' is neither a host name nor an IP address; an IPv6 address with a port stands in brackets");
        int number = PortUnlessSaid;
        Require(port.Length == 0 || (int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number is > 0 and <= 65_535), $"'{port}' is no port");
        return new TowerAddress(host, number);
    }

    public override string ToString() => Host.Contains(':') ? $"[{Host}]:{Port}" : $"{Host}:{Port}";

    private static void Require(bool holds, string sentence)
    {
        if (!holds)
        {
            throw new FormatException(sentence);
        }
    }
}
