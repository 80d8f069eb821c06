namespace Holdfast.DeviceLink;

/// <summary>How people name a line: "tcp:HOST:PORT", or the path of a serial port with an optional ",BAUD".</summary>
public static class TransportAddress
{
    /// <exception cref="FormatException">The text is neither; the message says what is expected.</exception>
    public static ITransport Parse(string text)
    {
        if (text.StartsWith("tcp:", StringComparison.OrdinalIgnoreCase))
        {
            int colon = text.LastIndexOf(':');
            string host = colon > 4 ? text[4..colon].Trim('[', ']') : "";
            return host.Length > 0 && int.TryParse(text[(colon + 1)..], out int port) && port is > 0 and < 65536
                ? new TcpTransport(host, port)
                : throw new FormatException($"'{text}' is not tcp:HOST:PORT");
        }

        int comma = text.LastIndexOf(',');
        if (comma < 0)
        {
            return text.Length > 0 ? new SerialTransport(text) : throw new FormatException("the address of the signer is empty");
        }

        return comma > 0 && int.TryParse(text[(comma + 1)..], out int baud) && baud > 0
            ? new SerialTransport(text[..comma], baud)
            : throw new FormatException($"'{text}' is not PORT,BAUD");
    }
}
