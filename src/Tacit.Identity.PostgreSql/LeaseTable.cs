using System.Globalization;
using System.Net.Sockets;
using System.Transactions;
using Npgsql;
using NpgsqlTypes;

namespace Tacit.Identity.PostgreSql;

/// <summary>The table of instances. Each step is one statement, judged by the server's clock. Ticks are counted from the first epoch on.</summary>
internal sealed class LeaseTable(NpgsqlDataSource database, string table, bool isMade)
{
    /// <summary>60 seconds: how far the mark may be ahead of the server's clock. A clock that jumped ahead is found by it.</summary>
    public const int MostAhead = 240;
    private const string ServerTick = "floor(extract(epoch from clock_timestamp() - timestamptz '2025-01-01 00:00:00+00') * 4)::bigint";

    // In every statement that writes, the mark that would follow is compared with the server's clock: $4 is the local tick, $5 how many are reserved.
    private string Claiming => $"""
        INSERT INTO {table} AS held (app, instance, owner, lease_until, first_tick, high_water_tick)
        SELECT $1, $2, $3, clock_timestamp() + $6, $4, $4 + $5 WHERE $4 + $5 <= {ServerTick} + {MostAhead} AND $4 >= {ServerTick} - {MostAhead}
        ON CONFLICT (app, instance) DO UPDATE SET owner = $3, lease_until = clock_timestamp() + $6,
          first_tick = greatest(held.high_water_tick + 1, $4), high_water_tick = greatest(held.high_water_tick + 1, $4 + $5)
        WHERE held.lease_until < clock_timestamp() AND greatest(held.high_water_tick + 1, $4 + $5) <= {ServerTick} + {MostAhead}
        RETURNING first_tick, high_water_tick
        """;

    // Only what this owner has. An owner that was superseded must not come back: its successor made keys of ticks that it would take for its own.
    private string Renewing => $"""
        UPDATE {table} SET lease_until = clock_timestamp() + $6, high_water_tick = greatest(high_water_tick, $4 + $5)
        WHERE app = $1 AND instance = $2 AND owner = $3 AND greatest(high_water_tick, $4 + $5) <= {ServerTick} + {MostAhead}
        RETURNING high_water_tick
        """;

    private string Releasing => $"UPDATE {table} SET lease_until = '-infinity', high_water_tick = $4 WHERE app = $1 AND instance = $2 AND owner = $3";

    private string Reading => $"SELECT coalesce(h.owner, ''), coalesce(h.lease_until, '-infinity'), coalesce(h.high_water_tick, -1), {ServerTick} FROM (SELECT 1) one LEFT JOIN {table} h ON h.app = $1 AND h.instance = $2";

    private string Listing => $"""
        SELECT i FROM generate_series(0, {Skid.MostInstance}) i LEFT JOIN {table} h ON h.app = $1 AND h.instance = i
        WHERE h.app IS NULL OR h.lease_until < clock_timestamp() ORDER BY greatest(h.high_water_tick - {ServerTick}, 0) NULLS FIRST, i
        """;

    private string Definition => $"""
        CREATE TABLE IF NOT EXISTS {table} (
          app integer NOT NULL, instance integer NOT NULL, owner text NOT NULL, lease_until timestamptz NOT NULL,
          first_tick bigint NOT NULL, high_water_tick bigint NOT NULL, PRIMARY KEY (app, instance))
        """;

    public static string ClockWords(long server, long local) => string.Create(
        CultureInfo.InvariantCulture, $"the clock of this machine is {Math.Abs(local - server) / 4.0:0.##} s {(local >= server ? "ahead of" : "behind")} that of the database. Set it right.");

    public async Task<LeaseClaim?> ClaimAsync(int app, int instance, string owner, PostgresLeaseOptions options, CancellationToken token)
    {
        await using var connection = await OpenAsync(token).ConfigureAwait(false);
        await using var command = Command(connection, Claiming, app, instance, owner, options.LocalTick(), options);
        try
        {
            await using var reader = await command.ExecuteReaderAsync(token).ConfigureAwait(false);
            return await reader.ReadAsync(token).ConfigureAwait(false) ? new(app, instance, owner, reader.GetInt64(0), reader.GetInt64(1)) : null;
        }
        catch (PostgresException e)
        {
            throw Unusable(e);
        }
    }

    public async Task<long?> RenewAsync(LeaseClaim claim, long tick, PostgresLeaseOptions options, CancellationToken token)
    {
        await using var connection = await OpenAloneAsync(token).ConfigureAwait(false);
        await using var command = Command(connection, Renewing, claim.AppId, claim.InstanceId, claim.Owner, tick, options);
        return (long?)await command.ExecuteScalarAsync(token).ConfigureAwait(false);
    }

    public long? Renew(LeaseClaim claim, long tick, PostgresLeaseOptions options)
    {
        using var connection = OpenAlone();
        using var command = Command(connection, Renewing, claim.AppId, claim.InstanceId, claim.Owner, tick, options);
        return (long?)command.ExecuteScalar();
    }

    public async Task ReleaseAsync(LeaseClaim claim, long used)
    {
        await using var connection = await OpenAloneAsync(default).ConfigureAwait(false);
        await using var command = Command(connection, Releasing, claim.AppId, claim.InstanceId, claim.Owner, used);
        await command.ExecuteNonQueryAsync().ConfigureAwait(false);
    }

    public void Release(LeaseClaim claim, long used)
    {
        using var connection = OpenAlone();
        using var command = Command(connection, Releasing, claim.AppId, claim.InstanceId, claim.Owner, used);
        command.ExecuteNonQuery();
    }

    public async Task<LeaseRow> ReadAsync(int app, int instance, CancellationToken token)
    {
        await using var connection = await OpenAloneAsync(token).ConfigureAwait(false);
        await using var command = Command(connection, Reading, app, instance);
        await using var reader = await command.ExecuteReaderAsync(token).ConfigureAwait(false);
        await reader.ReadAsync(token).ConfigureAwait(false);
        return Row(reader);
    }

    public LeaseRow Read(int app, int instance)
    {
        using var connection = OpenAlone();
        using var command = Command(connection, Reading, app, instance);
        using var reader = command.ExecuteReader();
        reader.Read();
        return Row(reader);
    }

    /// <summary>The instances that nobody has: first those whose mark has passed, the lowest first.</summary>
    public async Task<List<int>> FreeAsync(int app, CancellationToken token)
    {
        await using var connection = await OpenAsync(token).ConfigureAwait(false);
        await using var command = Command(connection, Listing, app);
        var free = new List<int>();
        await using var reader = await command.ExecuteReaderAsync(token).ConfigureAwait(false);
        while (await reader.ReadAsync(token).ConfigureAwait(false))
        {
            free.Add(reader.GetInt32(0));
        }

        return free;
    }

    public void CheckClock(long server, PostgresLeaseOptions options)
    {
        var local = options.LocalTick();
        if (local + options.TicksAhead > server + MostAhead || local < server - MostAhead)
        {
            throw new LeaseLostException($"No instance is leased in {table}: {ClockWords(server, local)}");
        }
    }

    /// <summary>Whether an error comes from the server, or from the way to it, which may have ended before the lease.</summary>
    public static bool IsAway(Exception error) => error is NpgsqlException or SocketException or IOException or TimeoutException or ObjectDisposedException;

    // In no transaction of the caller: were it rolled back, the mark would be forgotten after keys were made up to it.
    private NpgsqlConnection OpenAlone()
    {
        using var alone = new TransactionScope(TransactionScopeOption.Suppress);
        return database.OpenConnection();
    }

    private async Task<NpgsqlConnection> OpenAloneAsync(CancellationToken token)
    {
        using var alone = new TransactionScope(TransactionScopeOption.Suppress, TransactionScopeAsyncFlowOption.Enabled);
        return await database.OpenConnectionAsync(token).ConfigureAwait(false);
    }

    // A connection to a server that keeps what it acknowledges, and has the table.
    private async Task<NpgsqlConnection> OpenAsync(CancellationToken token)
    {
        NpgsqlConnection connection;
        try
        {
            connection = await OpenAloneAsync(token).ConfigureAwait(false);
        }
        catch (Exception e) when (IsAway(e))
        {
            throw new LeaseLostException($"No instance can be leased, because the database is not reached: {e.Message}", e) { MayReturn = true };
        }

        try
        {
            await using var command = new NpgsqlCommand("SELECT to_regclass($1) IS NOT NULL, current_setting('fsync') = 'on' AND current_setting('synchronous_commit') <> 'off'", connection);
            command.Parameters.Add(new() { Value = table, NpgsqlDbType = NpgsqlDbType.Text });
            var (isThere, keeps) = (false, false);
            await using (var reader = await command.ExecuteReaderAsync(token).ConfigureAwait(false))
            {
                await reader.ReadAsync(token).ConfigureAwait(false);
                (isThere, keeps) = (reader.GetBoolean(0), reader.GetBoolean(1));
            }

            if (!keeps)
            {
                throw new LeaseLostException("The database runs with fsync or synchronous_commit switched off, so a power cut could forget a mark, and keys repeat. Switch both on.");
            }

            if (!isThere)
            {
                await MakeAsync(connection, token).ConfigureAwait(false);
            }

            return connection;
        }
        catch (PostgresException e)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw Unusable(e);
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task MakeAsync(NpgsqlConnection connection, CancellationToken token)
    {
        if (!isMade)
        {
            throw new LeaseLostException($"There is no table {table}, and none is to be made. Make it:\n{Definition};");
        }

        try
        {
            // Two that make it at once: the second one waits, and finds it. The number is any that nobody else uses.
            await using var transaction = await connection.BeginTransactionAsync(token).ConfigureAwait(false);
            await using var command = Command(connection, $"DO $$ BEGIN PERFORM pg_advisory_xact_lock(7449356); {Definition}; END $$");
            await command.ExecuteNonQueryAsync(token).ConfigureAwait(false);
            await transaction.CommitAsync(token).ConfigureAwait(false);
        }
        catch (PostgresException e)
        {
            throw new LeaseLostException($"There is no table {table}, and it cannot be made: {e.MessageText}. Have somebody who may make it:\n{Definition};", e);
        }
    }

    private LeaseLostException Unusable(PostgresException e) => new(e.SqlState is PostgresErrorCodes.UndefinedColumn or PostgresErrorCodes.InvalidColumnReference or PostgresErrorCodes.DatatypeMismatch
        ? $"{table} is another table than that of instances. Name one that is not there yet."
        : $"No instance can be leased in {table}: {e.MessageText} ({e.SqlState}).", e);

    private static LeaseRow Row(NpgsqlDataReader reader) => new(reader.GetString(0), reader.GetDateTime(1), reader.GetInt64(2), reader.GetInt64(3));

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, int? app = null, int? instance = null, string? owner = null, long? tick = null, PostgresLeaseOptions? options = null)
    {
#pragma warning disable CA2100 // Constants of this assembly, with a table whose name was checked; values travel as parameters.
        var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 5 };
#pragma warning restore CA2100
        object?[] values = [app, instance, owner, tick, options is null ? null : (long)options.TicksAhead, options?.Lease];
        foreach (var value in values.TakeWhile(v => v is not null))
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return command;
    }
}
