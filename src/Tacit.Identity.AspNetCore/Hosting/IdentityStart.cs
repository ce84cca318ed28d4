using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Tacit.Identity.AspNetCore.Hosting;

/// <summary>Takes keys and instance before anything else of the application starts, and gives the instance back after everything has ended.</summary>
internal sealed class IdentityStart(IServiceProvider services, HostedGenerator generator) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        _ = services.GetRequiredService<IdentityKeyRing>();
        return generator.StartAsync(cancellationToken);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => generator.DisposeAsync().AsTask();
}
