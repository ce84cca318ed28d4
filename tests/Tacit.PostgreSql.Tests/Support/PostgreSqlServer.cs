using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Tacit.PostgreSql.Tests.Support;

/// <summary>A server of its own, started once from the installed binaries in a temporary folder. Where there are none, the tests that need it are skipped and say what brings them.</summary>
public sealed class PostgreSqlServer : IAsyncDisposable
{
    private static readonly SemaphoreSlim Turn = new(1, 1);
    private static string? _folder;
    private static string? _binaries;
    private static int _port;
    private static int _databases;

    /// <summary>The connection string of a new database; the test is skipped where no server is installed.</summary>
    public static async Task<string> DatabaseAsync(string? name = null)
    {
        await StartAsync();
        name ??= string.Create(CultureInfo.InvariantCulture, $"test{Interlocked.Increment(ref _databases)}");
        await ExecuteAsync(Connection("postgres"), $"CREATE DATABASE {name}");
        return Connection(name);
    }

    public static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The rows of a statement.</summary>
    public static async Task<List<T>> RowsAsync<T>(string connectionString, string sql, Func<NpgsqlDataReader, T> read)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync())
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    /// <summary>Makes a table from lines of CSV, the first of which names the columns, with an empty cell as NULL.</summary>
    public static async Task TableAsync(string connectionString, string table, string columns, IEnumerable<string> lines)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using (var command = new NpgsqlCommand($"CREATE TABLE {table} ({columns})", connection))
        {
            await command.ExecuteNonQueryAsync();
        }

        await using var writer = await connection.BeginTextImportAsync($"COPY {table} FROM STDIN (FORMAT csv, HEADER)");
        foreach (var line in lines)
        {
            await writer.WriteAsync(line + "\n");
        }
    }

    public ValueTask DisposeAsync()
    {
        if (_folder is not null)
        {
            Run("pg_ctl", "-D", Path.Combine(_folder, "data"), "-m", "immediate", "stop");
            Directory.Delete(_folder, recursive: true);
        }

        return ValueTask.CompletedTask;
    }

    private static string Connection(string database) => string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={_port};Username=tacit;Database={database};Pooling=false");

    private static async Task StartAsync()
    {
        await Turn.WaitAsync();
        try
        {
            _binaries ??= Binaries();
            if (_binaries is null)
            {
                Assert.Skip("PostgreSQL is not installed. It comes with: apt-get install -y postgresql");
            }

            if (_folder is null)
            {
                Start();
            }
        }
        finally
        {
            Turn.Release();
        }
    }

    private static string? Binaries() => Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Select(d => Path.Combine(d, "bin")).Where(d => File.Exists(Path.Combine(d, "initdb"))).Order(StringComparer.Ordinal).LastOrDefault()
        : null;

    private static void Start()
    {
        var folder = Directory.CreateTempSubdirectory("tacit-postgresql-").FullName;
        if (IsRoot)
        {
            Execute("chown", "postgres", folder);
        }

        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            _port = ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        var data = Path.Combine(folder, "data");
        Run("initdb", "-D", data, "-U", "tacit", "--auth=trust", "--no-sync", "--locale=C.UTF-8", "-E", "UTF8");
        Run("pg_ctl", "-D", data, "-w", "-l", Path.Combine(folder, "log"), "-o",
            string.Create(CultureInfo.InvariantCulture, $"-c listen_addresses=127.0.0.1 -c port={_port} -c unix_socket_directories={folder} -c max_connections=100"), "start");
        _folder = folder;
    }

    private static bool IsRoot => Environment.UserName == "root";

    // The server refuses to run as root.
    private static void Run(string program, params string[] arguments)
    {
        var path = Path.Combine(_binaries!, program);
        if (IsRoot)
        {
            Execute("setpriv", ["--reuid=postgres", "--regid=postgres", "--clear-groups", path, .. arguments]);
        }
        else
        {
            Execute(path, arguments);
        }
    }

    private static void Execute(string program, params string[] arguments)
    {
        // Its output is not read: the server inherits it, and would keep it open.
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "\"$0\" \"$@\" > /dev/null 2>&1 < /dev/null", program, .. arguments]) { WorkingDirectory = "/" })!;
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }
}
