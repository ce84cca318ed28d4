using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Tacit.Studies.SourceKnown;

/// <summary>A PostgreSQL server for one run: that of a connection string in TACIT_STUDY_POSTGRESQL, or a temporary one of the installed programs.</summary>
internal sealed class StudyDatabase : IAsyncDisposable
{
    /// <summary>The variable that names a server whose tables the study may make and drop, in a schema of its own.</summary>
    public const string Variable = "TACIT_STUDY_POSTGRESQL";

    private const string Schema = "tacit_study_skid";
    private readonly string? _folder;
    private readonly string? _programs;

    private StudyDatabase(NpgsqlConnection connection, string? folder, string? programs) => (Connection, _folder, _programs) = (connection, folder, programs);

    public NpgsqlConnection Connection { get; }

    /// <summary>Opens one; null where there is neither a variable nor an installed server.</summary>
    public static async Task<StudyDatabase?> OpenAsync(CancellationToken token)
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given)
        {
            return await ConnectAsync(given, null, null, token).ConfigureAwait(false);
        }

        if (Programs() is not { } programs)
        {
            return null;
        }

        var folder = Directory.CreateTempSubdirectory("tacit-study-").FullName;
        try
        {
            var port = await StartAsync(programs, folder, token).ConfigureAwait(false);
            return await ConnectAsync(string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={port};Username=tacit;Database=postgres;Pooling=false"), folder, programs, token).ConfigureAwait(false);
        }
        catch
        {
            await StopAsync(programs, folder).ConfigureAwait(false);
            throw;
        }
    }

    public async Task RunAsync(string sql, CancellationToken token)
    {
        await using var command = Command(sql);
        await command.ExecuteNonQueryAsync(token).ConfigureAwait(false);
    }

    public async Task<double> NumberAsync(string sql, CancellationToken token)
    {
        await using var command = Command(sql);
        return Convert.ToDouble(await command.ExecuteScalarAsync(token).ConfigureAwait(false), CultureInfo.InvariantCulture);
    }

    public async Task<string> TextAsync(string sql, CancellationToken token)
    {
        await using var command = Command(sql);
        return (string)(await command.ExecuteScalarAsync(token).ConfigureAwait(false))!;
    }

    public async ValueTask DisposeAsync()
    {
        if (_folder is null)
        {
            await RunAsync($"DROP SCHEMA IF EXISTS {Schema} CASCADE", CancellationToken.None).ConfigureAwait(false);
        }

        await Connection.DisposeAsync().ConfigureAwait(false);
        if (_folder is not null)
        {
            await StopAsync(_programs!, _folder).ConfigureAwait(false);
        }
    }

#pragma warning disable CA2100 // Statements are made of constants of this assembly and of numbers that the experiment made.
    private NpgsqlCommand Command(string sql) => new(sql, Connection) { CommandTimeout = 0 };
#pragma warning restore CA2100

    private static async Task<StudyDatabase> ConnectAsync(string text, string? folder, string? programs, CancellationToken token)
    {
        var connection = new NpgsqlConnection(text);
        try
        {
            await connection.OpenAsync(token).ConfigureAwait(false);
            var database = new StudyDatabase(connection, folder, programs);
            await database.RunAsync($"CREATE SCHEMA {Schema}; SET search_path = {Schema}; CREATE EXTENSION IF NOT EXISTS pgstattuple SCHEMA {Schema}; SET synchronous_commit = off", token).ConfigureAwait(false);
            return database;
        }
        catch (NpgsqlException e)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw new BadInputException($"The PostgreSQL server of the study cannot be used: {e.Message} It needs the right to make the schema {Schema}, which must not be there, and the extension pgstattuple; or unset {Variable}, and an installed server is started for the run.");
        }
    }

    private static async Task<int> StartAsync(string programs, string folder, CancellationToken token)
    {
        int port;
        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            port = ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        if (IsRoot)
        {
            await ExecuteAsync("chown", ["postgres", folder], token).ConfigureAwait(false);
        }

        var data = Path.Combine(folder, "data");
        await ServerAsync(programs, "initdb", ["-D", data, "-U", "tacit", "--auth=trust", "--no-sync", "--locale=C.UTF-8", "-E", "UTF8"], token).ConfigureAwait(false);
        await ServerAsync(programs, "pg_ctl", ["-D", data, "-w", "-l", Path.Combine(folder, "log"), "-o", string.Create(CultureInfo.InvariantCulture, $"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={folder} -c autovacuum=off"), "start"], token).ConfigureAwait(false);
        return port;
    }

    private static async Task StopAsync(string programs, string folder)
    {
        var data = Path.Combine(folder, "data");
        if (File.Exists(Path.Combine(data, "postmaster.pid")))
        {
            await ServerAsync(programs, "pg_ctl", ["-D", data, "-m", "immediate", "stop"], CancellationToken.None).ConfigureAwait(false);
        }

        Directory.Delete(folder, recursive: true);
    }

    private static string? Programs() => (Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql").Select(d => Path.Combine(d, "bin")).Order(StringComparer.Ordinal).Reverse() : [])
        .Concat((Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        .FirstOrDefault(d => !OperatingSystem.IsWindows() && File.Exists(Path.Combine(d, "initdb")) && File.Exists(Path.Combine(d, "pg_ctl")));

    private static bool IsRoot => Environment.UserName == "root";

    // The server refuses to run as root.
    private static Task ServerAsync(string programs, string program, string[] arguments, CancellationToken token) => IsRoot
        ? ExecuteAsync("setpriv", ["--reuid=postgres", "--regid=postgres", "--clear-groups", Path.Combine(programs, program), .. arguments], token)
        : ExecuteAsync(Path.Combine(programs, program), arguments, token);

    private static async Task ExecuteAsync(string program, string[] arguments, CancellationToken token)
    {
        // Its output is not read: the server inherits it, and would keep it open.
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "\"$0\" \"$@\" > /dev/null 2>&1 < /dev/null", program, .. arguments]) { WorkingDirectory = "/" })!;
        await process.WaitForExitAsync(token).ConfigureAwait(false);
        if (process.ExitCode != 0)
        {
            throw new BadInputException($"The temporary PostgreSQL server of the study did not start: {program} {string.Join(' ', arguments)} ended with {process.ExitCode}. Mend the installation, or name a server by {Variable}.");
        }
    }
}
