using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace Tacit.Server;

/// <summary>Counts shards as grains of Microsoft Orleans.</summary>
public static class CollectorCluster
{
    /// <summary>The name of the storage of shards.</summary>
    public const string Storage = "tacit-collector";

    /// <summary>This silo counts shards, over a store that all silos share; the collector of the same host, if there is one, sends its uploads to grains.</summary>
    public static ISiloBuilder AddTacitCollector(this ISiloBuilder silo, ICollectorStore store, CollectorLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(silo);
        ArgumentNullException.ThrowIfNull(store);
        silo.Services.AddSingleton<IShardRouter, GrainShardRouter>();
        silo.Services.AddSingleton(limits ?? new());
        silo.Services.AddKeyedSingleton<IGrainStorage>(Storage, new CollectorGrainStorage(store));
        return silo;
    }
}
