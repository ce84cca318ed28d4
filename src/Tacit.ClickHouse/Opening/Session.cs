using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using ClickHouse.Driver;
using ClickHouse.Driver.ADO;
using ClickHouse.Driver.ADO.Readers;

namespace Tacit.ClickHouse.Opening;

/// <summary>One session of the server, whose temporary tables nobody else sees. Its errors are for the owner and quote nothing.</summary>
internal sealed class Session : IAsyncDisposable
{
    private const int SessionNotFound = 372;
    private static readonly Version Oldest = new(26, 5);

    // The opening is not limited; the driver wants a number.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(20);
    private readonly ClickHouseClient _client;
    private readonly ClickHouseConnection _connection;
    private readonly HashSet<string> _temporary = [];

    private Session(ClickHouseClientSettings settings)
    {
        _client = new(settings);
        _connection = _client.CreateConnection();
        foreach (var (name, value) in SessionSettings.Pinned)
        {
            _connection.CustomSettings[name] = value;
        }

        _connection.CustomSettings["session_timeout"] = SessionSettings.SessionSeconds;
    }

    /// <summary>Whether the server forgot the session, or cannot be reached.</summary>
    public bool IsLost { get; private set; }

    public ClickHouseConnection Connection => _connection;

    /// <summary>The database of the connection string, in which tables without a database are.</summary>
    public string Database => _client.Settings.Database;

    public static async Task<Session> OpenAsync(string connectionString, CancellationToken token)
    {
        ClickHouseClientSettings settings;
        try
        {
            settings = new(new ClickHouseConnectionStringBuilder(connectionString).ToSettings())
            {
                UseSession = true,
                SessionId = "tacit-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)),
                Timeout = Longest,
                ReadStringsAsByteArrays = false,
            };
            settings.Validate();
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidOperationException or OverflowException)
        {
            throw new BadInputException("The connection string of the ClickHouse database cannot be read. It looks like Host=db.example.org;Port=8123;Database=hospital;Username=reader;Password=…");
        }

        var session = new Session(settings);
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
    public void AskOnly(TimeSpan timeout)
    {
        _connection.CustomSettings["readonly"] = 2;
        _connection.CustomSettings["max_execution_time"] = (long)Math.Ceiling(timeout.TotalSeconds);
    }

    /// <summary>Makes a temporary table of the rows of a statement, on the server's disk.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="order">What its rows are kept in the order of.</param>
    /// <param name="select">The statement.</param>
    /// <param name="otherwise">What to tell the owner where it fails, after the name of the database.</param>
    /// <param name="token">Cancels.</param>
    public async Task MakeAsync(string name, string order, string select, string otherwise, CancellationToken token)
    {
        await ExecuteAsync($"CREATE TEMPORARY TABLE {name} ENGINE = MergeTree ORDER BY {order} AS {select}", otherwise, token).ConfigureAwait(false);
        _temporary.Add(name);
    }

    /// <summary>Makes an empty temporary table.</summary>
    public async Task MakeEmptyAsync(string name, string columns, CancellationToken token)
    {
        await ExecuteAsync($"CREATE TEMPORARY TABLE {name} ({columns}) ENGINE = MergeTree ORDER BY tuple()", "could not be prepared", token).ConfigureAwait(false);
        _temporary.Add(name);
    }

    public async Task DropAsync(string name, CancellationToken token)
    {
        await ExecuteAsync($"DROP TEMPORARY TABLE {name}", "could not be prepared", token).ConfigureAwait(false);
        _temporary.Remove(name);
    }

    /// <summary>The rows of a statement of the opening.</summary>
    public Task<List<T>> RowsAsync<T>(string sql, Func<DbDataReader, T> read, string otherwise, CancellationToken token) => GuardedAsync(
        async () =>
        {
            var rows = new List<T>();
            await ReadAsync(sql, reader => rows.Add(read(reader)), token).ConfigureAwait(false);
            return rows;
        },
        otherwise);

    /// <summary>Reads the rows of a statement; what fails, fails as it is.</summary>
    public async Task ReadAsync(string sql, Action<ClickHouseDataReader> read, CancellationToken token)
    {
        try
        {
            var command = _connection.CreateCommand(sql);
            await using (command.ConfigureAwait(false))
            {
                var reader = (ClickHouseDataReader)await command.ExecuteReaderAsync(token).ConfigureAwait(false);
                await using (reader.ConfigureAwait(false))
                {
                    while (await reader.ReadAsync(token).ConfigureAwait(false))
                    {
                        read(reader);
                    }
                }
            }
        }
        catch (Exception e) when (e is ClickHouseServerException { ErrorCode: SessionNotFound } or HttpRequestException)
        {
            IsLost = true;
            throw;
        }
    }

    /// <summary>Copies the rows of a statement into a table of another session.</summary>
    public Task CopyAsync(string select, Session other, string table, CancellationToken token) => GuardedAsync(
        async () =>
        {
            var command = _connection.CreateCommand(select + " FORMAT RowBinary");
            await using (command.ConfigureAwait(false))
            {
                using var rows = await command.ExecuteRawResultAsync(token).ConfigureAwait(false);
                var stream = await rows.ReadAsStreamAsync().ConfigureAwait(false);
                await using (stream.ConfigureAwait(false))
                {
                    using var answer = await other._connection.PostStreamAsync($"INSERT INTO {table} FORMAT RowBinary", stream, isCompressed: false, token).ConfigureAwait(false);
                    return 0;
                }
            }
        },
        "could not be prepared");

    /// <summary>Tells the server that the session is still used.</summary>
    public async Task StayAsync()
    {
        try
        {
            await ReadAsync("SELECT 1", _ => { }, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is DbException or HttpRequestException or IOException or OperationCanceledException)
        {
            // The next question finds out whether it matters.
        }
    }

    /// <summary>The server drops temporary tables with their session, which it forgets some time later: they need not wait for that.</summary>
    public async ValueTask DisposeAsync()
    {
        _connection.CustomSettings.Remove("readonly");
        foreach (var table in _temporary.TakeWhile(_ => !IsLost))
        {
            try
            {
                await ReadAsync($"DROP TEMPORARY TABLE IF EXISTS {table}", _ => { }, CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception e) when (e is DbException or HttpRequestException or IOException or OperationCanceledException)
            {
                break;
            }
        }

        await _connection.DisposeAsync().ConfigureAwait(false);
        _client.Dispose();
    }

    private Task<bool> ExecuteAsync(string sql, string otherwise, CancellationToken token) => GuardedAsync(
        async () =>
        {
            await ReadAsync(sql, _ => { }, token).ConfigureAwait(false);
            return true;
        },
        otherwise);

    private async Task StartAsync(CancellationToken token)
    {
        var version = (await RowsAsync("SELECT version()", r => r.GetString(0), "cannot be reached: check host, port, database, user and password of the connection string", token).ConfigureAwait(false))[0];
        var numbers = version.Split('.');
        if (numbers.Length < 2 || !int.TryParse(numbers[0], CultureInfo.InvariantCulture, out var major) || !int.TryParse(numbers[1], CultureInfo.InvariantCulture, out var minor) || new Version(major, minor) < Oldest)
        {
            throw new BadInputException($"The ClickHouse server is older than {Oldest}, with which Tacit was tested: what older versions mean by some statements is not known.");
        }

        // A session that the server forgot is not to be made anew, without its tables.
        _connection.CustomSettings["session_check"] = 1;
    }

    // Messages of the server quote cells and statements: a code is all that is passed on.
    private static async Task<T> GuardedAsync<T>(Func<Task<T>> action, string otherwise)
    {
        try
        {
            return await action().ConfigureAwait(false);
        }
        catch (ClickHouseServerException e)
        {
            throw new BadInputException(string.Create(CultureInfo.InvariantCulture, $"The ClickHouse database {otherwise}: {Why(e.ErrorCode)} (code {e.ErrorCode})."));
        }
        catch (Exception e) when (e is HttpRequestException or IOException or DbException or InvalidOperationException or FormatException)
        {
            throw new BadInputException($"The ClickHouse database {otherwise}: it does not answer.");
        }
    }

    private static string Why(int code) => code switch
    {
        81 or 60 => "there is no such database or table, or the user may not see it",
        192 or 193 or 194 or 516 => "it refuses the user or the password",
        497 => "the user lacks a right. It needs SELECT on the tables and CREATE TEMPORARY TABLE",
        164 or 452 => "the user's profile fixes a setting that answers depend on, or allows no temporary tables. Give the user a profile without constraints and without readonly = 1",
        115 => "it does not know a setting that answers depend on",
        374 => "it keeps sessions too short a time. Raise max_session_timeout to 300 seconds or more",
        372 or 373 => "it lost the session. Behind a load balancer, requests of a session must go to one server",
        159 => "the statement took too long",
        241 or 243 => "it has not enough memory or disk",
        394 => "the statement was cancelled",
        _ => "it reports an error",
    };
}
