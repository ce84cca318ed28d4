using System.CommandLine;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tacit.Cli.Output;
using Tacit.Local;
using Tacit.Server;

namespace Tacit.Cli.Commands;

/// <summary>Runs a collector until it is stopped.</summary>
internal static class CollectServeCommand
{
    public static Command Create()
    {
        var collections = new Option<FileInfo[]>("--collection") { Description = "The document of a collection to open, as often as wanted.", AllowMultipleArgumentsPerToken = true };
        var file = new Option<FileInfo>("--store") { Description = "The file that keeps counts; made where there is none." };
        var database = new Option<string>("--postgresql") { Description = "The environment variable that holds the connection to a PostgreSQL database instead, which several collectors may share." };
        var address = new Option<string>("--address") { Description = "The address to listen at; put a proxy with TLS in front of any that others reach.", DefaultValueFactory = _ => "127.0.0.1" };
        var port = new Option<int>("--port") { Description = "Of HTTP; 0 takes a free one.", DefaultValueFactory = _ => 8080 };
        var grpcPort = new Option<int>("--grpc-port") { Description = "Of gRPC; 0 takes a free one.", DefaultValueFactory = _ => 8081 };
        var trust = new Option<bool>("--trust-clock") { Description = "Closes epochs although the clock is far ahead of the last upload: somebody has looked at it, and it is right." };
        var origins = new Option<string[]>("--allow-origin") { Description = "A site whose pages may read what the collector answers to a browser, for example https://app.example.org, as often as wanted; none unless given." };
        var counters = new Option<int>("--counters") { Description = "Counters of a collection at most: memory and writing grow with them.", DefaultValueFactory = _ => new CollectorLimits().Counters };
        var supports = new Option<long>("--supports") { Description = "Values that the reports of one upload are hashed for at most, by olh, blh and LOLOHA.", DefaultValueFactory = _ => new CollectorLimits().Supports };
        var shards = new Option<int?>("--shards") { Description = "Into how many parts the counting of a new collection is divided; 1 in a file and 16 in a database unless given." };
        var command = new Command("serve", "Collects reports over HTTP and gRPC, durably, until it is stopped.\n\nExample: tacit collect serve --collection steps.json --store steps.db") { collections, file, database, address, port, grpcPort, trust, origins, counters, supports, shards };
        command.SetAction((result, token) => Exit.RunAsync(async () =>
        {
            await using var store = CollectStore.Open(result.GetValue(file), result.GetValue(database));
            var ip = IPAddress.TryParse(result.GetValue(address), out var parsed) ? parsed : throw new BadInputException("--address is an IP address such as 127.0.0.1 or 0.0.0.0.");
            if (result.GetValue(counters) < 1 || result.GetValue(supports) < 1)
            {
                throw new BadInputException("--counters and --supports are at least 1.");
            }

            await using var app = Build(store, ip, result.GetValue(port), result.GetValue(grpcPort), new() { TrustsClock = result.GetValue(trust), Counters = result.GetValue(counters), Supports = result.GetValue(supports) }, result.GetValue(origins) ?? []);
            var collector = app.Services.GetRequiredService<Collector>();
            foreach (var document in result.GetValue(collections) ?? [])
            {
                var collection = Collection.Parse(await File.ReadAllTextAsync(document.FullName, token));
                await collector.OpenAsync(collection, result.GetValue(shards) ?? (result.GetValue(database) is null ? 1 : 16), token);
            }

            try
            {
                await app.StartAsync(token);
            }
            catch (IOException e)
            {
                throw new BadInputException($"The collector cannot listen: {e.Message.TrimEnd('.')}. Name other ports with --port and --grpc-port; 0 takes a free one.");
            }

            var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.ToList();
            foreach (var stored in await collector.CollectionsAsync(token))
            {
                Console.Out.WriteLine($"{stored.Collection.Id}  {stored.Collection.Name}: {stored.Collection.Protocol.Name}");
            }

            Console.Out.WriteLine($"collecting at {addresses[0]}, gRPC at {addresses[1]}; stop with Ctrl+C");
            await Console.Out.FlushAsync(token);
            var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var registration = token.Register(() => stopped.TrySetResult());
            await stopped.Task;
            await app.StopAsync(CancellationToken.None);
            return Exit.Done;
        }));
        return command;
    }

    private static string OriginOf(string text) => Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.GetLeftPart(UriPartial.Authority) == text
        ? text
        : throw new BadInputException($"--allow-origin is the origin of a site, such as https://app.example.org, without a path, but was '{text}'.");

    private static WebApplication Build(ICollectorStore store, IPAddress ip, int port, int grpcPort, CollectorLimits limits, string[] origins)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddSimpleConsole().SetMinimumLevel(LogLevel.Warning).AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        builder.WebHost.ConfigureKestrel(o =>
        {
            // Without TLS one port cannot speak both.
            o.Listen(ip, port, l => l.Protocols = HttpProtocols.Http1);
            o.Listen(ip, grpcPort, l => l.Protocols = HttpProtocols.Http2);
            o.AddServerHeader = false;
        });
        builder.Services.AddTacitCollector(store, limits);
        builder.Services.AddCors();
        var app = builder.Build();
        if (origins.Length > 0)
        {
            app.UseCors(policy => policy.WithOrigins(Array.ConvertAll(origins, OriginOf)).AllowAnyHeader().WithMethods("GET", "POST").WithExposedHeaders("Retry-After", ReportUploader.EpochHeader));
        }

        app.MapTacitCollector();
        return app;
    }
}
