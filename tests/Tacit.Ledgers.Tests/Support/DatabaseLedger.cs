using System.Globalization;
using Tacit.PostgreSql.Tests.Support;

namespace Tacit.Ledgers.Tests.Support;

/// <summary>A database of its own for the ledger of one test, named by an environment variable that child processes inherit.</summary>
public sealed class DatabaseLedger : IDisposable
{
    private static int _count;
    private readonly Scratch _scratch = new();
    private readonly string _variable;

    private DatabaseLedger(string connectionString)
    {
        ConnectionString = connectionString;
        _variable = string.Create(CultureInfo.InvariantCulture, $"TACIT_TEST_LEDGER_{Interlocked.Increment(ref _count)}");
        Environment.SetEnvironmentVariable(_variable, connectionString);
        Environment.SetEnvironmentVariable(_variable + "_KEY", Key);
    }

    public string ConnectionString { get; }

    public string Place => "postgresql:" + _variable;

    public string Key => _scratch.Key;

    public static async Task<DatabaseLedger> CreateAsync() => new(await PostgreSqlServer.DatabaseAsync());

    public Task<Ledger> OpenAsync(TimeProvider? time = null) => Ledger.OpenAsync(Place, keyFile: Key, time: time);

    public Task RunAsync(string sql) => PostgreSqlServer.ExecuteAsync(ConnectionString, sql);

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(_variable, null);
        Environment.SetEnvironmentVariable(_variable + "_KEY", null);
        _scratch.Dispose();
    }
}
