using Npgsql;
using NpgsqlTypes;

namespace Tacit.Ledgers;

/// <summary>A statement with the parameters $1, $2, … that is used again and again on one connection; the server plans it once.</summary>
internal sealed class PostgreSqlStatement : IDisposable
{
    private readonly NpgsqlCommand _command;

    /// <param name="connection">An open connection.</param>
    /// <param name="sql">A constant of this assembly, with a schema whose name was checked.</param>
    /// <param name="types">t for text, n for a number of 64 bits, b for bytes.</param>
    public PostgreSqlStatement(NpgsqlConnection connection, string sql, params ReadOnlySpan<char> types)
    {
        _command = connection.CreateCommand();
#pragma warning disable CA2100 // Values travel as parameters.
        _command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var type in types)
        {
            _command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = type switch { 't' => NpgsqlDbType.Text, 'n' => NpgsqlDbType.Bigint, _ => NpgsqlDbType.Bytea } });
        }
    }

    public void Run(params ReadOnlySpan<object> values)
    {
        Bind(values);
        _command.ExecuteNonQuery();
    }

    public NpgsqlDataReader Query(params ReadOnlySpan<object> values)
    {
        Bind(values);
        return _command.ExecuteReader();
    }

    /// <summary>Lets the server plan it now.</summary>
    public PostgreSqlStatement Prepared()
    {
        _command.Prepare();
        return this;
    }

    public void Dispose() => _command.Dispose();

    private void Bind(ReadOnlySpan<object> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            _command.Parameters[i].Value = values[i];
        }
    }
}
