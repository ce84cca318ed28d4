using System.Data.Common;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Tacit.Server;

/// <summary>Closes epochs that are over, every minute.</summary>
internal sealed class EpochCloser(Collector collector, TimeProvider clock, ILogger<EpochCloser> log) : BackgroundService
{
    private static readonly TimeSpan Wait = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Wait, clock);
        do
        {
            try
            {
                await collector.CloseAsync(stoppingToken);
            }
            catch (Exception e) when (e is DbException or BadInputException or TimeoutException)
            {
                CollectorLog.NotClosed(log, Wait, e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
