using System.Globalization;
using System.Security.Cryptography;
using Npgsql;
using Tacit.Identity.PostgreSql;

namespace Tacit.Identity;

/// <content>How an instance is taken.</content>
public sealed partial class PostgresInstanceLease
{
    /// <summary>Takes an instance. Returns once keys can be made: after a crash of its owner that takes as long as a lease lasts.</summary>
    /// <param name="database">The database that has the table.</param>
    /// <param name="appId">The application, 1 to 127.</param>
    /// <param name="instanceId">The instance, 0 to 63.</param>
    /// <param name="options">How long a lease lasts, and where it is kept.</param>
    /// <param name="token">Cancels waiting.</param>
    /// <exception cref="LeaseLostException">Another process has it, whom the message names; the clock is wrong; the table cannot be used.</exception>
    public static async Task<PostgresInstanceLease> AcquireAsync(
        NpgsqlDataSource database, int appId, int instanceId, PostgresLeaseOptions? options = null, CancellationToken token = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(instanceId);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(instanceId, Skid.MostInstance);
        var (table, set) = Open(database, appId, options);
        var seen = (Owner: string.Empty, Until: DateTime.MinValue);
        while (true)
        {
            if (await table.ClaimAsync(appId, instanceId, NewOwner(set), set, token).ConfigureAwait(false) is { } claim)
            {
                return await StartAsync(table, set, claim, token).ConfigureAwait(false);
            }

            var row = await table.ReadAsync(appId, instanceId, token).ConfigureAwait(false);
            table.CheckClock(row.ServerTick, set);
            if (row.Mark >= row.ServerTick + LeaseTable.MostAhead)
            {
                throw new LeaseLostException($"Instance {instanceId} of application {appId} has made keys up to a time that the database's clock has not reached: it was set back. Set it right, or take another instance.");
            }

            if (row.Owner == seen.Owner && row.Until > seen.Until && seen.Until > DateTime.MinValue)
            {
                // It was renewed meanwhile: whoever has it is alive.
                throw new LeaseLostException($"Instance {instanceId} of application {appId} is held by {row.Owner}. Stop it, or take another instance.");
            }

            seen = seen.Owner == row.Owner ? seen : (row.Owner, row.Until);
            await Task.Delay(TimeSpan.FromMilliseconds(250), token).ConfigureAwait(false);
        }
    }

    /// <summary>Takes any instance that is free: the lowest one whose mark has passed.</summary>
    /// <param name="database">The database that has the table.</param>
    /// <param name="appId">The application, 1 to 127.</param>
    /// <param name="options">How long a lease lasts, and where it is kept.</param>
    /// <param name="token">Cancels waiting.</param>
    /// <exception cref="LeaseLostException">All 64 are held; the clock is wrong; the table cannot be used.</exception>
    public static async Task<PostgresInstanceLease> AcquireAnyAsync(NpgsqlDataSource database, int appId, PostgresLeaseOptions? options = null, CancellationToken token = default)
    {
        var (table, set) = Open(database, appId, options);
        foreach (var instance in await table.FreeAsync(appId, token).ConfigureAwait(false))
        {
            if (await table.ClaimAsync(appId, instance, NewOwner(set), set, token).ConfigureAwait(false) is { } claim)
            {
                return await StartAsync(table, set, claim, token).ConfigureAwait(false);
            }

            // Another process was quicker, or no claim will succeed.
            table.CheckClock((await table.ReadAsync(appId, instance, token).ConfigureAwait(false)).ServerTick, set);
        }

        throw new LeaseLostException($"All {Skid.MostInstance + 1} instances of application {appId} are held. Stop one, or take another application number.");
    }

    private static (LeaseTable Table, PostgresLeaseOptions Options) Open(NpgsqlDataSource database, int appId, PostgresLeaseOptions? options)
    {
        ArgumentNullException.ThrowIfNull(database);
        ArgumentOutOfRangeException.ThrowIfLessThan(appId, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(appId, Skid.MostApp);
        var set = options ?? new();
        set.Check();
        return (new(database, set.Table, set.CreateTable), set);
    }

    // No two owners are alike, not even one that starts again: it must not use what it reserved before.
    private static string NewOwner(PostgresLeaseOptions options) => string.Create(
        CultureInfo.InvariantCulture,
        $"{options.Owner ?? $"process {Environment.ProcessId} on {Environment.MachineName}"} ({Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))})");

    private static async Task<PostgresInstanceLease> StartAsync(LeaseTable table, PostgresLeaseOptions options, LeaseClaim claim, CancellationToken token)
    {
        var lease = new PostgresInstanceLease(table, options, claim);
        try
        {
            // A generator whose clock is behind its first tick would take that for a clock that went back.
            for (var behind = claim.First - options.LocalTick(); behind > 0; behind = claim.First - options.LocalTick())
            {
                await Task.Delay(TimeSpan.FromMilliseconds(Math.Min(behind, 4) * 250), options.Time, token).ConfigureAwait(false);
            }

            return lease;
        }
        catch
        {
            await lease.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
