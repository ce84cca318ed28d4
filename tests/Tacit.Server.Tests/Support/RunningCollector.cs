using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Tacit.Server.Tests.Support;

/// <summary>A collector on two free ports of this machine: HTTP/1.1, and HTTP/2 for gRPC.</summary>
internal sealed class RunningCollector : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RunningCollector(WebApplication app, IReadOnlyList<Uri> addresses) => (_app, Http, Grpc) = (app, new HttpClient { BaseAddress = addresses[0] }, addresses[1]);

    public HttpClient Http { get; }

    public Uri Grpc { get; }

    public Collector Collector => _app.Services.GetRequiredService<Collector>();

    public static async Task<RunningCollector> StartAsync(ICollectorStore store, CollectorLimits? limits = null, TimeProvider? clock = null, Action<WebApplication>? site = null, Action<IServiceCollection>? services = null, Action<IEndpointConventionBuilder>? conventions = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(o =>
        {
            // Senders that are silent on purpose stay, however long a busy machine takes.
            o.Limits.MinRequestBodyDataRate = null;
            o.Listen(System.Net.IPAddress.Loopback, 0, l => l.Protocols = HttpProtocols.Http1);
            o.Listen(System.Net.IPAddress.Loopback, 0, l => l.Protocols = HttpProtocols.Http2);
        });
        if (clock is not null)
        {
            builder.Services.AddSingleton(clock);
        }

        builder.Services.AddTacitCollector(store, limits);
        services?.Invoke(builder.Services);
        var app = builder.Build();
        var endpoints = app.MapTacitCollector();
        conventions?.Invoke(endpoints);
        site?.Invoke(app);
        await app.StartAsync();
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Select(a => new Uri(a)).ToList();
        return new(app, addresses);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
    }
}
