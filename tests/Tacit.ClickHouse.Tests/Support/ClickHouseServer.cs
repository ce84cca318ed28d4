using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Tacit.ClickHouse.Tests.Support;

/// <summary>The real engine, as a library behind a small HTTP endpoint in a process of its own, started once. Where there is no library, the tests that need it are skipped and say what brings it.</summary>
public sealed class ClickHouseServer : IAsyncDisposable
{
    private const string Library = "libchdb.so";
    private const string Package = "@chdb/lib-linux-x64-gnu";
    private static readonly SemaphoreSlim Turn = new(1, 1);
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromMinutes(5) };
    private static Process? _process;
    private static int _port;
    private static int _databases;

    /// <summary>The connection string of a new database; the test is skipped where there is no engine.</summary>
    public static async Task<string> DatabaseAsync(string? name = null)
    {
        await StartAsync();
        name ??= string.Create(CultureInfo.InvariantCulture, $"test{Interlocked.Increment(ref _databases)}");
        await ExecuteAsync($"CREATE DATABASE {name}");
        return Connection(name);
    }

    public static string Connection(string database) => string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={_port};Database={database};Username=default");

    public static string DatabaseOf(string connection) => connection.Split("Database=")[1].Split(';')[0];

    /// <summary>Runs a statement, with data behind it where it is an INSERT; the answer as text.</summary>
    public static async Task<string> ExecuteAsync(string sql, string settings = "")
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(sql));
        using var answer = await Http.PostAsync(new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_port}/?{settings}")), content);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? text : throw new InvalidOperationException(text);
    }

    /// <summary>Lets the server forget the sessions of a database.</summary>
    public static Task ForgetAsync(string connection) => ControlAsync($"forget?database={DatabaseOf(connection)}");

    /// <summary>Gives the users of a database a profile.</summary>
    public static Task ProfileAsync(string connection, string settings) => ControlAsync($"profile?database={DatabaseOf(connection)}&settings={Uri.EscapeDataString(settings)}");

    /// <summary>Makes a table from lines of CSV, the first of which names the columns, with an empty cell as NULL.</summary>
    /// <param name="connection">The database.</param>
    /// <param name="table">The table.</param>
    /// <param name="columns">Names and types, in the words of the standard.</param>
    /// <param name="lines">The lines.</param>
    public static async Task TableAsync(string connection, string table, string columns, IEnumerable<string> lines)
    {
        var name = $"{DatabaseOf(connection)}.{table}";
        await ExecuteAsync($"CREATE TABLE {name} ({string.Join(", ", columns.Split(", ").Select(Column))}) ENGINE = MergeTree ORDER BY tuple()");
        await ExecuteAsync($"INSERT INTO {name} FORMAT CSVWithNames\n{string.Join("\n", lines)}\n", "input_format_csv_trim_whitespaces=0&input_format_csv_empty_as_default=1&precise_float_parsing=1");
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { } process)
        {
            process.StandardInput.Close();
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }

    private static async Task ControlAsync(string path) => (await Http.GetAsync(new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_port}/{path}")))).EnsureSuccessStatusCode().Dispose();

    private static string Column(string column)
    {
        var (name, type) = column.Split(' ', 2) is [var n, var t] ? (n, t) : throw new ArgumentException(column);
        return type.Contains("Nullable", StringComparison.Ordinal) ? column : $"{name} Nullable({type.Split('(')[0] switch
        {
            "integer" => "Int32",
            "bigint" => "Int64",
            "double precision" => "Float64",
            "real" => "Float32",
            "boolean" => "Bool",
            "date" => "Date32",
            "timestamp" or "timestamptz" => "DateTime64(6, 'UTC')",
            "text" or "varchar" or "char" => "String",
            _ => type,
        }})";
    }

    private static async Task StartAsync()
    {
        await Turn.WaitAsync();
        try
        {
            if (_process is null)
            {
                if (Find() is not { } library)
                {
                    Assert.Skip($"The ClickHouse engine is not installed. It comes with: npm install --global {Package}, or name the folder of {Library} in TACIT_CHDB.");
                    return;
                }

                _process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Tacit.ClickHouse.Endpoint.dll"), library]) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false })!;
                _port = int.Parse((await _process.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
            }
        }
        finally
        {
            Turn.Release();
        }
    }

    private static string? Find() => new[]
    {
        Environment.GetEnvironmentVariable("TACIT_CHDB"), $"/usr/local/lib/node_modules/{Package}", $"/usr/lib/node_modules/{Package}", "/usr/local/lib", "/usr/lib",
    }.OfType<string>().Select(folder => Path.Combine(folder, Library)).FirstOrDefault(File.Exists);
}
