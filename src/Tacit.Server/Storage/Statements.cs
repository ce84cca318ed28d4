using System.Data.Common;
using System.Globalization;

namespace Tacit.Server;

/// <summary>Runs statements whose parameters are numbered.</summary>
internal static class Statements
{
    public static async Task<int> ExecuteAsync(DbConnection connection, string sql, CancellationToken cancellation, params object[] values)
    {
        await using var command = Command(connection, sql, values);
        return await command.ExecuteNonQueryAsync(cancellation);
    }

    public static async Task<object?> ScalarAsync(DbConnection connection, string sql, CancellationToken cancellation, params object[] values)
    {
        await using var command = Command(connection, sql, values);
        return await command.ExecuteScalarAsync(cancellation);
    }

    public static DbCommand Command(DbConnection connection, string sql, params object[] values)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // Statements are constants of the stores; values travel as parameters.
        command.CommandText = sql;
#pragma warning restore CA2100
        for (var i = 0; i < values.Length; i++)
        {
            var parameter = command.CreateParameter();
            parameter.Value = values[i];
            Name(parameter, i);
            command.Parameters.Add(parameter);
        }

        return command;
    }

    // Npgsql wants no names for $1, SQLite wants them.
    private static void Name(DbParameter parameter, int index)
    {
        if (parameter is Microsoft.Data.Sqlite.SqliteParameter)
        {
            parameter.ParameterName = string.Create(CultureInfo.InvariantCulture, $"${index + 1}");
        }
    }
}
