using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tacit.Local;
using Tacit.Server;

namespace Tacit.Bench.Checks;

/// <summary>Simulated devices and a collector on the same cores, over loopback gRPC, every answer after a durable commit; beside it a transaction for each upload.</summary>
internal static class CollectorRate
{
    private const double LeastRate = 50_000;
    private static readonly TimeSpan MostWait = TimeSpan.FromMilliseconds(50);

    public static bool Run() => RunAsync().GetAwaiter().GetResult();

    private static async Task<bool> RunAsync()
    {
        var passed = true;
        foreach (var (name, place) in Places())
        {
            foreach (var kind in new[] { OracleKind.Grr, OracleKind.Oue })
            {
                passed &= await MeasureAsync(name, place, kind, 100, 2_000_000, new(), isAim: true);
            }

            _ = await MeasureAsync(name, place, OracleKind.Grr, 1000, 10_000_000, new(), isAim: false);
            _ = await MeasureAsync(name, place, OracleKind.Grr, 1, 200_000, new(), isAim: false);
            _ = await MeasureAsync(name + ", a transaction for each upload", place, OracleKind.Grr, 100, 100_000, new() { Group = 1 }, isAim: false);
        }

        return passed;
    }

    private static IEnumerable<(string Name, Func<ICollectorStore> Open)> Places()
    {
        yield return ("SQLite", () => CollectorStore.Sqlite(Path.Combine(Directory.CreateTempSubdirectory("tacit-collector-").FullName, "store.db")));
        if (Environment.GetEnvironmentVariable("TACIT_BENCH_POSTGRESQL") is { Length: > 0 } connection)
        {
            yield return ("PostgreSQL", () => CollectorStore.PostgreSql(connection));
        }
    }

    private static async Task<bool> MeasureAsync(string name, Func<ICollectorStore> place, OracleKind kind, int batch, long reports, CollectorLimits limits, bool isAim)
    {
        await using var store = place();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(o => o.Listen(IPAddress.Loopback, 0, l => l.Protocols = HttpProtocols.Http2));
        builder.Services.AddTacitCollector(store, limits);
        await using var app = builder.Build();
        app.MapTacitCollector();
        await app.StartAsync();
        var address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        var collector = app.Services.GetRequiredService<Collector>();

        // A name of its own, so that a database which is used again counts a new collection.
        var collection = Collection.Create($"rate {TimeProvider.System.GetTimestamp()}", FrequencyOracle.Create(kind, 64, 1));
        await collector.OpenAsync(collection, 4);
        var users = SurveySimulation.Zipf(64, reports, 1);
        var options = new SendingOptions { Batch = batch, Streams = 2, Unanswered = batch == 1 ? 512 : 16 };
        _ = await SimulatedDevices.SendAsync(address, collection, 0, SurveySimulation.Zipf(64, Math.Max(1000, reports / 20), 1), options);
        var sent = await SimulatedDevices.SendAsync(address, collection, 0, users, options);
        var passed = sent.Rate >= LeastRate && sent.Slowest <= MostWait;
        Console.WriteLine(FormattableString.Invariant(
            $"{name}, {OracleNames.Of(kind)} of 64 values, {batch} reports an upload: {sent.Rate:N0} reports/s; answered after {sent.Median.TotalMilliseconds:0.0} ms (median), {sent.Slowest.TotalMilliseconds:0.0} ms (99 of 100){(isAim ? passed ? ": passed" : ": FAILED" : string.Empty)}"));
        return passed;
    }
}
