using Microsoft.Data.Sqlite;

namespace Holdfast.IntentLog;

/// <summary>The statements of one connection, each compiled by SQLite once. One thread at a time; at most one reader per statement.</summary>
internal sealed class Statements(SqliteConnection connection) : LogStatements
{
    private readonly Dictionary<string, SqliteCommand> _commands = new(StringComparer.Ordinal);

    /// <summary>The command with these parameter values; the statement's text is a constant of this library.</summary>
    public override SqliteCommand Of(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        if (!_commands.TryGetValue(sql, out SqliteCommand? command))
        {
            command = connection.CreateCommand();
            command.CommandText = sql;
            _commands.Add(sql, command);
        }

        command.Parameters.Clear();
        foreach ((string name, object? value) in parameters)
        {
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        }

        return command;
    }

    public override void Dispose()
    {
        foreach (SqliteCommand command in _commands.Values)
        {
            command.Dispose();
        }

        connection.Dispose();
    }
}
