using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Tacit.Identity.AspNetCore.Hosting;

/// <summary>The generator of an application, which has an instance from its start to its end. An application that lost it ends, so that it starts again with another.</summary>
internal sealed partial class HostedGenerator(IServiceProvider services, TacitIdentityOptions options, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<HostedGenerator> log)
    : ISkidGenerator, IAsyncDisposable, IDisposable
{
    private IInstanceLease? _lease;
    private SkidGenerator? _generator;

    public async Task StartAsync(CancellationToken token)
    {
        _lease = await options.Instance!(services, token).ConfigureAwait(false);
        _ = services.GetRequiredService<TakenInstance>();
        _generator = new(_lease, options.Epoch, time);
        Taken(_lease.InstanceId, _lease.AppId);
    }

    public Skid Next(byte entityType, CancellationToken token = default)
    {
        var generator = _generator ?? throw new InvalidOperationException("Keys are made while the application runs: its instance is taken when it starts, and given back when it ends.");
        try
        {
            return generator.Next(entityType, token);
        }
        catch (Exception e) when (e is ClockRegressionException or LeaseLostException { MayReturn: false })
        {
            Lost(e.Message);
            lifetime.StopApplication();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _generator = null;
        if (Interlocked.Exchange(ref _lease, null) is { } lease)
        {
            if (lease is IAsyncDisposable waits)
            {
                await waits.DisposeAsync().ConfigureAwait(false);
            }
            else
            {
                lease.Dispose();
            }
        }
    }

    public void Dispose()
    {
        _generator = null;
        Interlocked.Exchange(ref _lease, null)?.Dispose();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Makes keys as instance {Instance} of application {App}.")]
    private partial void Taken(int instance, int app);

    [LoggerMessage(Level = LogLevel.Critical, Message = "No more keys are made, and the application ends: {Reason}")]
    private partial void Lost(string reason);
}
