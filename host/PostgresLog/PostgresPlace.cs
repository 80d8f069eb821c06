using Holdfast.IntentLog;
using Npgsql;

namespace Holdfast.PostgresLog;

/// <summary>A log or a book in a PostgreSQL database, for a node that fails over to another host: the same promises as in a file.</summary>
public sealed class PostgresPlace : DatabasePlace
{
    private readonly NpgsqlConnectionStringBuilder _settings;
    private readonly string? _fileBefore;

    private PostgresPlace(NpgsqlConnectionStringBuilder settings, string? fileBefore)
    {
        _settings = settings;
        _fileBefore = fileBefore;
    }

    /// <summary>Whether this names a database and not a file.</summary>
    public static bool IsAddress(string address) => PostgresAddress.Is(address);

    /// <param name="address">Of the database.</param>
    /// <param name="fileBefore">Where it was kept before: what is in that file is moved when the tables are made.</param>
    /// <exception cref="FormatException">Not an address, or one that is not safe; the text never contains it.</exception>
    public static PostgresPlace Parse(string address, string? fileBefore = null) => new(PostgresAddress.Parse(address), fileBefore);

    /// <summary>The file, or the database, that a setting names.</summary>
    /// <exception cref="FormatException">It looks like the address of a database, and is none.</exception>
    public static DatabasePlace Named(string pathOrAddress) => IsAddress(pathOrAddress) ? Parse(pathOrAddress) : File(pathOrAddress);

    internal override ILogDatabase Open(DatabaseForm form, IntentStoreOptions options) => PostgresDatabase.Open(_settings, form, options, _fileBefore);

    internal override T Look<T>(DatabaseForm form, Func<LogStatements, string, T> look) => PostgresDatabase.Look(_settings, form, look);

    internal override string Stamp(DatabaseForm form)
    {
        try
        {
            return Look(form, (statements, _) => $"{statements.Scalar("SELECT fence || ' ' || changes FROM holder")}");
        }
        catch (IntentStoreException)
        {
            return string.Empty;
        }
    }
}
