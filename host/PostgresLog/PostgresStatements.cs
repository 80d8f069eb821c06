using System.Text.RegularExpressions;
using Holdfast.IntentLog;
using Npgsql;
using NpgsqlTypes;

namespace Holdfast.PostgresLog;

/// <summary>The statements of one connection: parameters are written with another sign in PostgreSQL, and every number is a BIGINT.</summary>
internal sealed partial class PostgresStatements(NpgsqlConnection connection) : LogStatements
{
    private readonly Dictionary<string, NpgsqlCommand> _commands = new(StringComparer.Ordinal);

    public override NpgsqlCommand Of(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        if (!_commands.TryGetValue(sql, out NpgsqlCommand? command))
        {
            command = new NpgsqlCommand(Parameter().Replace(sql, "@$1"), connection);
            _commands.Add(sql, command);
        }

        command.Parameters.Clear();
        foreach ((string name, object? value) in parameters)
        {
            command.Parameters.Add(Typed(name.TrimStart('$'), value));
        }

        return command;
    }

    public override void Dispose()
    {
        foreach (NpgsqlCommand command in _commands.Values)
        {
            command.Dispose();
        }
    }

    private static NpgsqlParameter Typed(string name, object? value) => value switch
    {
        null => new NpgsqlParameter(name, DBNull.Value),
        byte[] bytes => new NpgsqlParameter(name, NpgsqlDbType.Bytea) { Value = bytes },

        // The one character that a text cannot have there.
        string text => new NpgsqlParameter(name, NpgsqlDbType.Text) { Value = text.Replace('\0', '\uFFFD') },
        bool yes => new NpgsqlParameter(name, NpgsqlDbType.Bigint) { Value = yes ? 1L : 0L },
        long or int or uint or ushort or byte => new NpgsqlParameter(name, NpgsqlDbType.Bigint) { Value = Convert.ToInt64(value, null) },
        _ => throw new ArgumentException("a parameter is a text, bytes, yes or no, or a number that fits a long; not " + value.GetType().Name),
    };

    [GeneratedRegex(@"\$([a-z]+)")]
    private static partial Regex Parameter();
}
