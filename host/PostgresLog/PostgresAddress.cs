using System.Net;
using Npgsql;

namespace Holdfast.PostgresLog;

/// <summary>
/// Where a log is: <c>postgres://USER@HOST[:PORT]/DATABASE</c>, with options after a question mark. A password is never part of it, because addresses are shown and written down.
/// </summary>
internal static class PostgresAddress
{
    private const int ConnectSeconds = 5;
    private const int AnswerSeconds = 15;
    private const string Form = "postgres://USER@HOST[:PORT]/DATABASE";
    private const string Options = "host, port, sslmode, sslrootcert, sslcert, sslkey, passfile and trusted-network";

    public static bool Is(string address) => address.StartsWith("postgres://", StringComparison.Ordinal) || address.StartsWith("postgresql://", StringComparison.Ordinal);

    /// <exception cref="FormatException">Not such an address, or one that somebody between the hosts could answer; the text never contains the address.</exception>
    public static NpgsqlConnectionStringBuilder Parse(string address)
    {
        if (!Is(address) || !Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) || uri.AbsolutePath.Length < 2 || uri.UserInfo.Length == 0)
        {
            throw new FormatException("the address of a PostgreSQL database is " + Form);
        }

        if (uri.UserInfo.Contains(':', StringComparison.Ordinal))
        {
            throw new FormatException("the address of a PostgreSQL database has no password: write it to the file ~/.pgpass, or to one that passfile= or PGPASSFILE names");
        }

        NpgsqlConnectionStringBuilder settings = new()
        {
            Host = uri.Host.Trim('[', ']'),
            Port = uri.Port > 0 ? uri.Port : 5432,
            Database = Uri.UnescapeDataString(uri.AbsolutePath[1..]),
            Username = Uri.UnescapeDataString(uri.UserInfo),
            Timeout = ConnectSeconds,
            CommandTimeout = AnswerSeconds,

            // The one connection is the lock.
            Pooling = false,
            Enlist = false,
            NoResetOnClose = true,
            GssEncryptionMode = GssEncryptionMode.Disable,
            ApplicationName = OwnName(),
        };
        SslMode? mode = null;
        bool isNetworkTrusted = false;
        foreach (string[] option in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Select(option => option.Split('=', 2)))
        {
            string value = option.Length == 2 ? Uri.UnescapeDataString(option[1]) : string.Empty;
            switch (option[0])
            {
                case "host":
                    settings.Host = value;
                    break;
                case "port" when ushort.TryParse(value, out ushort port) && port > 0:
                    settings.Port = port;
                    break;
                case "sslmode":
                    mode = Mode(value);
                    break;
                case "sslrootcert":
                    settings.RootCertificate = value;
                    break;
                case "sslcert":
                    settings.SslCertificate = value;
                    break;
                case "sslkey":
                    settings.SslKey = value;
                    break;
                case "passfile":
                    settings.Passfile = value;
                    break;
                case "trusted-network" when value is "yes":
                    isNetworkTrusted = true;
                    break;
                default:
                    throw new FormatException($"an option in the address of the PostgreSQL database is unknown or has no such value; there are {Options}");
            }
        }

        settings.SslMode = Permitted(settings.Host, mode, isNetworkTrusted);
        RequirePrivate(settings.Passfile ?? Environment.GetEnvironmentVariable("PGPASSFILE") ?? HomePassfile());
        return settings;
    }

    /// <summary>For people.</summary>
    public static string Name(NpgsqlConnectionStringBuilder settings) => $"database {settings.Database} on {settings.Host}:{settings.Port}";

    /// <summary>The server cuts names of programs after 63 bytes.</summary>
    private static string OwnName()
    {
        string machine = new([.. Environment.MachineName.Where(char.IsAscii).Take(30)]);
        return $"holdfast on {machine}, process {Environment.ProcessId}";
    }

    private static SslMode Mode(string text) => text switch
    {
        "disable" => SslMode.Disable,
        "require" => SslMode.Require,
        "verify-ca" => SslMode.VerifyCA,
        "verify-full" => SslMode.VerifyFull,

        // libpq has allow and prefer besides: whoever is in the middle chooses there.
        _ => throw new FormatException("sslmode in the address of the PostgreSQL database is disable, require, verify-ca or verify-full"),
    };

    /// <summary>
    /// Somebody between the hosts who can answer in the server's place reads the secrets of the log, says that intents are stored which are not, and shows the signer an
    /// old receipt. So the server's certificate and name are checked, unless the owner says that nobody is between.
    /// </summary>
    private static SslMode Permitted(string? host, SslMode? mode, bool isNetworkTrusted)
    {
        if (host is not { Length: > 0 } || host.Contains(',', StringComparison.Ordinal))
        {
            throw new FormatException("the address of a PostgreSQL database names one host: " + Form);
        }

        bool isHere = host[0] is '/' or '@' || host is "localhost" || (IPAddress.TryParse(host, out IPAddress? address) && IPAddress.IsLoopback(address));
        if (isHere)
        {
            return mode ?? SslMode.Disable;
        }

        return mode is null or SslMode.VerifyFull || isNetworkTrusted
            ? mode ?? SslMode.VerifyFull
            : throw new FormatException(
                "a PostgreSQL database on another host needs sslmode=verify-full (the default); with trusted-network=yes you say that nobody can be between the two hosts");
    }

    private static string? HomePassfile() =>
        Environment.GetEnvironmentVariable("HOME") is { Length: > 0 } home && File.Exists(Path.Combine(home, ".pgpass")) ? Path.Combine(home, ".pgpass") : null;

    /// <summary>As PostgreSQL's own programs demand it.</summary>
    private static void RequirePrivate(string? passfile)
    {
        const UnixFileMode others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        if (passfile != null && !OperatingSystem.IsWindows() && File.Exists(passfile) && (File.GetUnixFileMode(passfile) & others) != 0)
        {
            throw new FormatException($"the file of passwords {passfile} can be read or changed by other users of this computer: run `chmod 600 {passfile}`");
        }
    }
}
