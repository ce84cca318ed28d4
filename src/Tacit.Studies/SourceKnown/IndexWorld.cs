using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace Tacit.Studies.SourceKnown;

/// <summary>What keys cost in a PostgreSQL database: bytes, log, fill of the index, and the scan of a range of time.</summary>
internal sealed class IndexWorld(StudyDatabase database, CancellationToken token)
{
    private const int Batch = 1000;
    private const double WindowShare = 0.012;
    private const double MegaByte = 1024 * 1024;

    /// <summary>Fills a table of a key and a number, and measures it.</summary>
    /// <param name="column">The key.</param>
    /// <param name="rows">How many rows it makes.</param>
    /// <param name="perTick">How many in a tick, for windows of time.</param>
    /// <param name="reindex">Whether the index is built again beside the old one, for what it is like then.</param>
    public async Task<(TableCost Filled, TableCost? Reindexed)> MeasureAsync(KeyColumn column, int rows, int perTick, bool reindex = false)
    {
        await database.RunAsync($"CHECKPOINT; CREATE TABLE t (id {column.SqlType} PRIMARY KEY, made bigint NOT NULL)", token).ConfigureAwait(false);
        try
        {
            var (seconds, wal) = await FillAsync(column).ConfigureAwait(false);
            await database.RunAsync("VACUUM (ANALYZE) t", token).ConfigureAwait(false);
            var filled = await CostAsync(column, rows, perTick, seconds, wal).ConfigureAwait(false);
            if (!reindex)
            {
                return (filled, null);
            }

            var (before, started) = (await WalAsync().ConfigureAwait(false), Stopwatch.GetTimestamp());
            await database.RunAsync("REINDEX INDEX CONCURRENTLY t_pkey", token).ConfigureAwait(false);
            var took = Stopwatch.GetElapsedTime(started).TotalSeconds;
            return (filled, await CostAsync(column, rows, perTick, took, await WalAsync().ConfigureAwait(false) - before).ConfigureAwait(false));
        }
        finally
        {
            await database.RunAsync("DROP TABLE t", CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>Bytes of a row, its indexes included, of what stands beside a bigint where the key says neither what nor when: a public uuid and a time, each with an index.</summary>
    public async Task<double> ConventionalAsync(KeyColumn publicKey, int rows)
    {
        await database.RunAsync("CREATE TABLE t (id bigint PRIMARY KEY, public_id uuid NOT NULL UNIQUE, created_at timestamptz NOT NULL); CREATE INDEX ON t (created_at)", token).ConfigureAwait(false);
        try
        {
            var number = 0L;
            await CopyAsync(publicKey, async (writer, id, made) =>
            {
                await writer.WriteAsync(++number, NpgsqlDbType.Bigint, token).ConfigureAwait(false);
                await WriteAsync(writer, publicKey, id).ConfigureAwait(false);
                await writer.WriteAsync(made.UtcDateTime, NpgsqlDbType.TimestampTz, token).ConfigureAwait(false);
            }).ConfigureAwait(false);

            return await database.NumberAsync("SELECT pg_table_size('t') + pg_indexes_size('t')", token).ConfigureAwait(false) / rows;
        }
        finally
        {
            await database.RunAsync("DROP TABLE t", CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>Bytes of a row, its index included, of a key alone.</summary>
    public async Task<double> KeyAloneAsync(KeyColumn key, int rows)
    {
        await database.RunAsync($"CREATE TABLE t (id {key.SqlType} PRIMARY KEY)", token).ConfigureAwait(false);
        try
        {
            await CopyAsync(key, async (writer, id, _) => await WriteAsync(writer, key, id).ConfigureAwait(false)).ConfigureAwait(false);

            return await database.NumberAsync("SELECT pg_table_size('t') + pg_indexes_size('t')", token).ConfigureAwait(false) / rows;
        }
        finally
        {
            await database.RunAsync("DROP TABLE t", CancellationToken.None).ConfigureAwait(false);
        }
    }

    private async Task<(double Seconds, double Wal)> FillAsync(KeyColumn column)
    {
        var (before, started) = (await WalAsync().ConfigureAwait(false), Stopwatch.GetTimestamp());
        await CopyAsync(column, async (writer, id, made) =>
        {
            await WriteAsync(writer, column, id).ConfigureAwait(false);
            await writer.WriteAsync(made.UtcTicks, NpgsqlDbType.Bigint, token).ConfigureAwait(false);
        }).ConfigureAwait(false);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return (seconds, await WalAsync().ConfigureAwait(false) - before);
    }

    // A thousand rows in a transaction.
    private async Task CopyAsync(KeyColumn column, Func<NpgsqlBinaryImporter, UInt128, DateTimeOffset, Task> row)
    {
        foreach (var batch in column.Ids().Chunk(Batch))
        {
            await using var writer = await database.Connection.BeginBinaryImportAsync("COPY t FROM STDIN (FORMAT binary)", token).ConfigureAwait(false);
            foreach (var (id, made) in batch)
            {
                await writer.StartRowAsync(token).ConfigureAwait(false);
                await row(writer, id, made).ConfigureAwait(false);
            }

            await writer.CompleteAsync(token).ConfigureAwait(false);
        }
    }

    private Task WriteAsync(NpgsqlBinaryImporter writer, KeyColumn column, UInt128 id) => column.IsUuid
        ? writer.WriteAsync(new Identity.PublicId(id).ToGuid(), NpgsqlDbType.Uuid, token)
        : writer.WriteAsync(KeyColumn.Number(id), NpgsqlDbType.Bigint, token);

    private async Task<double> WalAsync() => await database.NumberAsync("SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')", token).ConfigureAwait(false) / MegaByte;

    private async Task<TableCost> CostAsync(KeyColumn column, int rows, int perTick, double seconds, double wal)
    {
        var index = await database.NumberAsync("SELECT pg_relation_size('t_pkey')", token).ConfigureAwait(false);
        var fill = await database.NumberAsync("SELECT avg_leaf_density FROM pgstatindex('t_pkey')", token).ConfigureAwait(false);
        var all = await database.NumberAsync("SELECT pg_table_size('t') + pg_indexes_size('t')", token).ConfigureAwait(false);
        var ticks = rows / (double)perTick;
        var scans = new List<(double Time, double Buffers)>();
        for (var w = 1; w <= 5; w++)
        {
            // Windows begin and end with a tick, so that keys of any unit can tell them.
            var from = SteppedClock.Start + (KnownSource.Tick * Math.Floor(ticks * w / 6.0));
            var to = from + (KnownSource.Tick * Math.Max(1, Math.Round(ticks * WindowShare)));
            var where = column.LowerBound is { } lower
                ? $"id >= {column.Literal(lower(from))} AND id < {column.Literal(lower(to))}"
                : string.Create(CultureInfo.InvariantCulture, $"made >= {from.UtcTicks} AND made < {to.UtcTicks}");
            var plan = await database.TextAsync($"EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) SELECT count(*), sum(made) FROM t WHERE {where}", token).ConfigureAwait(false);
            using var json = JsonDocument.Parse(plan);
            var (top, root) = (json.RootElement[0], json.RootElement[0].GetProperty("Plan"));
            scans.Add((top.GetProperty("Execution Time").GetDouble(), root.GetProperty("Shared Hit Blocks").GetDouble() + root.GetProperty("Shared Read Blocks").GetDouble()));
            await CheckAsync(where, from, to).ConfigureAwait(false);
        }

        return new(seconds, wal, index / rows, fill, all / rows, scans.Select(s => s.Time).Order().ElementAt(2), scans.Select(s => s.Buffers).Order().ElementAt(2));
    }

    // A range of keys that is not the range of time would make a quick scan of nothing.
    private async Task CheckAsync(string where, DateTimeOffset from, DateTimeOffset to)
    {
        var window = string.Create(CultureInfo.InvariantCulture, $"made >= {from.UtcTicks} AND made < {to.UtcTicks}");
        if (await database.NumberAsync($"SELECT count(*) FILTER (WHERE ({where}) IS DISTINCT FROM ({window})) FROM t", token).ConfigureAwait(false) != 0)
        {
            throw new InvalidOperationException($"The range of keys is not that of the time: {where} against {window}.");
        }
    }
}
