using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace Tacit.Identity.PostgreSql.Tests.Support;

/// <summary>A database for the instances of one test. Leases last a second, by the server's clock; an owner whose own clock stands still renews nothing, as one that crashed.</summary>
internal sealed class Instances : IAsyncDisposable
{
    private readonly List<PostgresInstanceLease> _crashed = [];

    private Instances(string connectionString) => (ConnectionString, Database) = (connectionString, NpgsqlDataSource.Create(connectionString));

    public string ConnectionString { get; }

    public NpgsqlDataSource Database { get; }

    public static PostgresLeaseOptions Short { get; } = new() { Lease = TimeSpan.FromSeconds(1) };

    public static async Task<Instances> CreateAsync() => new(await PostgreSqlServer.DatabaseAsync());

    /// <summary>An owner whose clock stands still unless it is moved.</summary>
    public async Task<(PostgresInstanceLease Lease, FakeTimeProvider Time)> StillAsync(int instance = 0)
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var lease = await PostgresInstanceLease.AcquireAsync(Database, 1, instance, Short with { Time = time, Owner = "the still one" });
        _crashed.Add(lease);
        return (lease, time);
    }

    public Task<PostgresInstanceLease> AcquireAsync(int instance = 0, CancellationToken token = default) => PostgresInstanceLease.AcquireAsync(Database, 1, instance, Short, token);

    public Task RunAsync(string sql) => PostgreSqlServer.ExecuteAsync(ConnectionString, sql);

    public async Task<long> MarkAsync(int instance = 0) => (await PostgreSqlServer.RowsAsync(ConnectionString, $"SELECT high_water_tick FROM tacit_instance WHERE instance = {instance}", r => r.GetInt64(0))).Single();

    public async ValueTask DisposeAsync()
    {
        foreach (var lease in _crashed)
        {
            await lease.DisposeAsync();
        }

        await Database.DisposeAsync();
    }
}
