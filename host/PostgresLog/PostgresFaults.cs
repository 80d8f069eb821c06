using System.Net.Sockets;
using Holdfast.IntentLog;
using Npgsql;

namespace Holdfast.PostgresLog;

/// <summary>From PostgreSQL's codes (postgresql.org/docs/current/errcodes-appendix.html) to what the caller can do about them.</summary>
internal static class PostgresFaults
{
    /// <summary>The server or the way to it failed, and not this program.</summary>
    public static bool IsOfServer(Exception failed) => failed is NpgsqlException or SocketException or TimeoutException
        || (failed is IOException && failed is not (FileNotFoundException or FileLoadException));

    /// <summary>It may be otherwise in a moment: the server starts, stops, or cannot be reached.</summary>
    public static bool IsPassing(Exception failed) => failed is not PostgresException refused || refused.SqlState.StartsWith("57P", StringComparison.Ordinal)
        || refused.SqlState.StartsWith("08", StringComparison.Ordinal) || refused.SqlState is PostgresErrorCodes.TooManyConnections;

    /// <param name="failed">Its text comes from the driver or the server, and neither repeats a password.</param>
    /// <param name="wasHolder">The log was open already, so nobody knows whether the last thing was stored.</param>
    public static IntentStoreException Translated(Exception failed, string noun, string name, bool wasHolder)
    {
        (IntentStoreFault fault, string sentence) = (failed as PostgresException)?.SqlState switch
        {
            "53100" or "54000" => (IntentStoreFault.DiskFull, "is full"),
            "25006" => (IntentStoreFault.ReadOnly, "takes no writes"),
            "55P03" or "57014" or "40001" or "40P01" => (IntentStoreFault.Busy, "is in use by another reader or writer"),
            "28000" or "28P01" or "3D000" or "42501" => (IntentStoreFault.Unavailable, "does not let this program in"),
            "42P01" or "42703" or "42P07" => (IntentStoreFault.Foreign, "has tables of that name with another content"),
            "XX001" or "XX002" => (IntentStoreFault.Damaged, "is damaged: keep a copy, and compare it with the signer before you continue"),
            _ when wasHolder => (IntentStoreFault.DiskError, "did not answer: the next call finds out what was stored"),
            _ => (IntentStoreFault.Unavailable, "cannot be reached"),
        };
        string why = failed is PostgresException told ? told.MessageText : failed.Message;
        return new IntentStoreException(fault, $"the {noun} in {name} {sentence} ({why.ReplaceLineEndings(" ")})", failed);
    }
}
