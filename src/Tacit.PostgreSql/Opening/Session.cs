using System.Data;
using System.Globalization;
using Npgsql;

namespace Tacit.PostgreSql.Opening;

/// <summary>One connection of its own, with every setting that a meaning depends on. Its errors are for the owner and quote nothing.</summary>
internal sealed class Session : IAsyncDisposable
{
    private const int OldestVersion = 14;

    // Nothing is found by a search path, nor turned by a setting of the role, the database or the connection string.
    private static readonly string[] Settings =
    [
        "SET search_path = pg_catalog",
        "SET timezone = 'UTC'",
        "SET datestyle = 'ISO, YMD'",
        "SET extra_float_digits = 1",
        "SET standard_conforming_strings = on",
        "SET transform_null_equals = off",
        "SET bytea_output = 'hex'",
        "SET client_min_messages = error",
        "SET statement_timeout = 0",
        "SET idle_in_transaction_session_timeout = 0",
        "SET idle_session_timeout = 0",
        "SET default_transaction_isolation = 'read committed'",
        "SET jit = off",
    ];

    private readonly NpgsqlConnection _connection;

    private Session(NpgsqlConnection connection) => _connection = connection;

    public bool IsOpen => _connection.State == ConnectionState.Open;

    public NpgsqlConnection Connection => _connection;

    public static async Task<Session> OpenAsync(string connectionString, CancellationToken token)
    {
        NpgsqlConnection connection;
        try
        {
            connection = new(new NpgsqlConnectionStringBuilder(connectionString)
            {
                Pooling = false,
                Enlist = false,
                ApplicationName = "tacit",
                IncludeErrorDetail = false,
                CommandTimeout = 0,
                MaxAutoPrepare = 0,
                TcpKeepAlive = true,
            }.ConnectionString);
        }
        catch (ArgumentException)
        {
            throw new BadInputException("The connection string of the PostgreSQL database cannot be read. It looks like Host=db.example.org;Database=hospital;Username=reader;Password=…");
        }

        try
        {
            await connection.OpenAsync(token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or System.Net.Sockets.SocketException or ArgumentException or InvalidOperationException)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw new BadInputException($"The PostgreSQL database cannot be reached{(e is PostgresException p ? $": it refuses the connection (code {p.SqlState})" : string.Empty)}. Check host, port, database, user and password of the connection string.");
        }

        var session = new Session(connection);
        try
        {
            await session.StartAsync(token).ConfigureAwait(false);
            return session;
        }
        catch
        {
            await session.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>From here on nothing but temporary tables can be written, and no statement runs longer.</summary>
    public Task AskOnlyAsync(TimeSpan timeout, CancellationToken token) => ExecuteAsync(
        string.Create(CultureInfo.InvariantCulture, $"SET default_transaction_read_only = on; SET statement_timeout = {(long)Math.Ceiling(timeout.TotalMilliseconds)}"), "cannot be asked", token);

    /// <summary>Runs a statement of the opening.</summary>
    /// <param name="sql">The statement.</param>
    /// <param name="otherwise">What to tell the owner where it fails, after the name of the database.</param>
    /// <param name="token">Cancels.</param>
    public Task ExecuteAsync(string sql, string otherwise, CancellationToken token) => GuardedAsync(
        async () =>
        {
            var command = new NpgsqlCommand(sql, _connection);
            await using (command.ConfigureAwait(false))
            {
                return await command.ExecuteNonQueryAsync(token).ConfigureAwait(false);
            }
        },
        otherwise);

    /// <summary>The rows of a statement of the opening.</summary>
    public Task<List<T>> RowsAsync<T>(string sql, Func<NpgsqlDataReader, T> read, string otherwise, CancellationToken token, params object[] parameters) => GuardedAsync(
        async () =>
        {
            var rows = new List<T>();
            await ReadAsync(sql, reader => rows.Add(read(reader)), token, parameters).ConfigureAwait(false);
            return rows;
        },
        otherwise);

    /// <summary>Reads the rows of a statement; what fails, fails as it is.</summary>
    public async Task ReadAsync(string sql, Action<NpgsqlDataReader> read, CancellationToken token, params object[] parameters)
    {
        // A batch of one: its text goes to the server as it is, which takes one statement and no more.
        var batch = new NpgsqlBatch(_connection);
        await using (batch.ConfigureAwait(false))
        {
            var command = new NpgsqlBatchCommand(sql);
            foreach (var value in parameters)
            {
                command.Parameters.Add(new() { Value = value });
            }

            batch.BatchCommands.Add(command);
            var reader = await batch.ExecuteReaderAsync(token).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                while (await reader.ReadAsync(token).ConfigureAwait(false))
                {
                    read(reader);
                }
            }
        }
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private async Task StartAsync(CancellationToken token)
    {
        if (_connection.PostgreSqlVersion.Major < OldestVersion)
        {
            throw new BadInputException(string.Create(CultureInfo.InvariantCulture, $"The PostgreSQL server is of version {_connection.PostgreSqlVersion.Major}. Tacit needs {OldestVersion} or later."));
        }

        await ExecuteAsync(string.Join("; ", Settings), "does not take the settings of a session", token).ConfigureAwait(false);
        var encoding = (await RowsAsync("SHOW server_encoding", r => r.GetString(0), "does not tell its encoding", token).ConfigureAwait(false))[0];
        if (encoding != "UTF8")
        {
            throw new BadInputException($"The encoding of the PostgreSQL database is {encoding}. Texts mean the same on every engine in UTF8 alone.");
        }
    }

    // Messages of the server quote cells, its hints quote statements: a code is all that is passed on.
    private static async Task<T> GuardedAsync<T>(Func<Task<T>> action, string otherwise)
    {
        try
        {
            return await action().ConfigureAwait(false);
        }
        catch (PostgresException e)
        {
            throw new BadInputException($"The PostgreSQL database {otherwise}: {Why(e.SqlState)} (code {e.SqlState}).");
        }
        catch (Exception e) when (e is NpgsqlException or IOException)
        {
            throw new BadInputException($"The PostgreSQL database {otherwise}: the connection was lost.");
        }
    }

    private static string Why(string code) => code switch
    {
        "42501" => "the role lacks the right. It needs SELECT on the tables and TEMPORARY on the database",
        "25006" => "it allows no temporary tables. A standby has none: name the primary server",
        "57014" => "the statement was cancelled",
        "42883" or "42704" => "the language plpgsql, or a function of the server, is missing",
        _ when code.StartsWith("53", StringComparison.Ordinal) => "it has not enough memory, disk or connections",
        _ => "it reports an error",
    };
}
