using Microsoft.Extensions.Logging.Abstractions;
using Tacit.PostgreSql.Tests.Support;

namespace Tacit.Server.Tests.Support;

/// <summary>Stores of both kinds, and collectors over them.</summary>
internal static class Stores
{
    public const string File = "SQLite";
    public const string Database = "PostgreSQL";

    /// <summary>Where a new store is: a text that opens it, as often as wanted.</summary>
    public static async Task<string> PlaceAsync(string kind) => kind == File
        ? Path.Combine(Directory.CreateTempSubdirectory("tacit-collector-").FullName, "store.db")
        : (await PostgreSqlServer.DatabaseAsync()).Replace("Pooling=false", "Pooling=true;Maximum Pool Size=20", StringComparison.Ordinal);

    public static ICollectorStore Open(string kind, string place) => kind == File ? CollectorStore.Sqlite(place) : CollectorStore.PostgreSql(place);

    public static Collector Collector(ICollectorStore store, TimeProvider? clock = null, CollectorLimits? limits = null, IUploadGate? gate = null)
    {
        limits ??= new();
        return new(store, new LocalShardRouter(store, limits, NullLogger<LocalShardRouter>.Instance), clock ?? TimeProvider.System, limits, NullLogger<Collector>.Instance, gate);
    }
}
