using Grpc.AspNetCore.Server;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Tacit.Local;

namespace Tacit.Server;

/// <summary>Registers a collector.</summary>
public static class CollectorServices
{
    /// <summary>A collector over a store, counting in this process unless a cluster is added. Epochs that are over are closed every minute.</summary>
    public static IServiceCollection AddTacitCollector(this IServiceCollection services, ICollectorStore store, CollectorLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(store);
        services.AddGrpc(o => o.MaxReceiveMessageSize = Envelope.MostBytes + 1024);

        // A megabyte that unpacks to a gigabyte would be in memory before anybody asked for room. Afterwards, since an empty list is filled while options are made.
        services.PostConfigure<GrpcServiceOptions>(o => o.CompressionProviders.Clear());
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(store);
        services.AddSingleton(limits ?? new());
        services.TryAddSingleton<IShardRouter, LocalShardRouter>();
        services.AddSingleton(p => ActivatorUtilities.CreateInstance<Collector>(p));
        services.AddSingleton(p => ActivatorUtilities.CreateInstance<EstimateDesk>(p));
        services.AddHostedService<EpochCloser>();
        return services;
    }
}
