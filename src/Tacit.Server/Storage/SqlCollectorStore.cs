using System.Collections.Concurrent;
using System.Data.Common;
using System.Globalization;
using Tacit.Local;
using static Tacit.Server.Statements;

namespace Tacit.Server;

/// <summary>The store in tables: the statements, which SQLite and PostgreSQL share, and their order in transactions.</summary>
internal abstract class SqlCollectorStore : ICollectorStore
{
    private const int Forgotten = 20_000;

    // Documents never change, and checking one is work; null is one of a newer version.
    private readonly ConcurrentDictionary<string, Collection?> _parsed = new(StringComparer.Ordinal);

    /// <summary>The tables.</summary>
    /// <param name="keys">What is added to the table of identities, which is all key.</param>
    protected static string Tables(string keys) => $"""
        CREATE TABLE IF NOT EXISTS tacit_collection (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, document TEXT NOT NULL, shards INTEGER NOT NULL, open_from BIGINT NOT NULL);
        CREATE TABLE IF NOT EXISTS tacit_upload (collection INTEGER NOT NULL, epoch BIGINT NOT NULL, id BYTEA NOT NULL, PRIMARY KEY (collection, epoch, id)){keys};
        CREATE TABLE IF NOT EXISTS tacit_shard (collection INTEGER NOT NULL, epoch BIGINT NOT NULL, shard INTEGER NOT NULL, version BIGINT NOT NULL, reports BIGINT NOT NULL, PRIMARY KEY (collection, epoch, shard));
        CREATE TABLE IF NOT EXISTS tacit_counts (collection INTEGER NOT NULL, epoch BIGINT NOT NULL, shard INTEGER NOT NULL, page INTEGER NOT NULL, data BYTEA NOT NULL, PRIMARY KEY (collection, epoch, shard, page));
        """;

    public async Task AddAsync(Collection collection, int shards, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(collection);
        if (shards is < 1 or > 4096)
        {
            throw new BadInputException($"A collection is divided into 1 to 4096 shards, but {shards} was given.");
        }

        await RunAsync(StoreUse.Write, async connection =>
        {
            // One after another: each takes the next number.
            await LockAsync(connection, cancellation);
            await ExecuteAsync(connection, "INSERT INTO tacit_collection (number, id, document, shards, open_from) SELECT coalesce(max(number), 0) + 1, $1, $2, $3, 0 FROM tacit_collection WHERE true ON CONFLICT (id) DO NOTHING", cancellation, collection.Id, collection.Document, shards);
            var stored = await ScalarAsync(connection, "SELECT shards FROM tacit_collection WHERE id = $1", cancellation, collection.Id);
            return Convert.ToInt32(stored, CultureInfo.InvariantCulture) == shards
                ? true
                : throw new BadInputException($"The collection {collection.Name} is kept here in {stored} shards, not {shards}: the number is fixed when a collection is first opened. Name {stored}.");
        }, cancellation);
    }

    public Task<IReadOnlyList<StoredCollection>> CollectionsAsync(CancellationToken cancellation) => RunAsync(StoreUse.Read, async connection =>
    {
        var all = new List<(string Id, int Shards, uint OpenFrom)>();
        await using (var command = Command(connection, "SELECT id, shards, open_from FROM tacit_collection ORDER BY number"))
        await using (var reader = await command.ExecuteReaderAsync(cancellation))
        {
            while (await reader.ReadAsync(cancellation))
            {
                all.Add((reader.GetString(0), reader.GetInt32(1), (uint)reader.GetInt64(2)));
            }
        }

        foreach (var (id, _, _) in all.Where(c => !_parsed.ContainsKey(c.Id)))
        {
            _parsed[id] = Parsed((string)(await ScalarAsync(connection, "SELECT document FROM tacit_collection WHERE id = $1", cancellation, id))!);
        }

        return (IReadOnlyList<StoredCollection>)[.. from c in all let collection = _parsed[c.Id] where collection is not null select new StoredCollection(collection, c.Shards, c.OpenFrom)];
    }, cancellation);

    private static Collection? Parsed(string document)
    {
        try
        {
            return Collection.Parse(document);
        }
        catch (BadInputException)
        {
            // A newer version of Tacit opened it: the others go on, and this one is unknown here.
            return null;
        }
    }

    public async Task<ShardState> LoadAsync(ShardKey key, Collection collection, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(collection);
        var counts = new long[collection.Protocol.CounterCount];
        var (version, reports) = await RunAsync(StoreUse.Load, c => LoadAsync(c, key, counts, cancellation), cancellation);
        return new(key, collection, version, reports, counts);
    }

    private static async Task<(long Version, long Reports)> LoadAsync(DbConnection connection, ShardKey key, long[] counts, CancellationToken cancellation)
    {
        var number = await NumberAsync(connection, key.Collection, cancellation);
        long version = 0, reports = 0;
        await using (var shard = Command(connection, "SELECT version, reports FROM tacit_shard WHERE collection = $1 AND epoch = $2 AND shard = $3", number, (long)key.Epoch, key.Shard))
        await using (var reader = await shard.ExecuteReaderAsync(cancellation))
        {
            if (await reader.ReadAsync(cancellation))
            {
                (version, reports) = (reader.GetInt64(0), reader.GetInt64(1));
            }
        }

        await using var pages = Command(connection, "SELECT page, data FROM tacit_counts WHERE collection = $1 AND epoch = $2 AND shard = $3", number, (long)key.Epoch, key.Shard);
        await ReadPagesAsync(pages, counts, cancellation);
        return (version, reports);
    }

    public Task<IReadOnlyList<UploadOutcome>?> CommitAsync(ShardState state, IReadOnlyList<Envelope> group, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(group);
        return CommitGroupAsync(state, group, cancellation);
    }

    public async Task<IReportAggregator> ReadAsync(Collection collection, uint epoch, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(collection);
        var counts = new long[collection.Protocol.CounterCount];
        var reports = await RunAsync(
            StoreUse.Read,
            async connection =>
            {
                var number = await NumberAsync(connection, collection.Id, cancellation);
                var sum = await ScalarAsync(connection, "SELECT CAST(coalesce(sum(reports), 0) AS BIGINT) FROM tacit_shard WHERE collection = $1 AND epoch = $2", cancellation, number, (long)epoch);
                await using var pages = Command(connection, "SELECT page, data FROM tacit_counts WHERE collection = $1 AND epoch = $2", number, (long)epoch);
                await ReadPagesAsync(pages, counts, cancellation);
                return (long)sum!;
            },
            cancellation);

        // Looked at when the connection is free again.
        return collection.Protocol.CreateAggregator(reports, counts);
    }

    public Task<uint?> NewestAsync(string collection, CancellationToken cancellation) => RunAsync(StoreUse.Read, async connection =>
        await ScalarAsync(connection, "SELECT max(epoch) FROM tacit_shard WHERE collection = (SELECT number FROM tacit_collection WHERE id = $1)", cancellation, collection) is long newest ? (uint)newest : default(uint?), cancellation);

    public async Task CloseAsync(string collection, uint before, CancellationToken cancellation)
    {
        // Closed first, and by itself: whoever commits into such an epoch from now on is refused, so that no identity is missed when they go.
        var number = await RunAsync(StoreUse.Write, async connection =>
        {
            await ExecuteAsync(connection, "UPDATE tacit_collection SET open_from = $2 WHERE id = $1 AND open_from < $2", cancellation, collection, (long)before);
            return await NumberAsync(connection, collection, cancellation);
        }, cancellation);

        // A few at a time: nobody who uploads waits for all of them. What a stop leaves goes the next time.
        while (await RunAsync(StoreUse.Write, c => ExecuteAsync(c, "DELETE FROM tacit_upload WHERE collection = $1 AND epoch < $2 AND id IN (SELECT id FROM tacit_upload WHERE collection = $1 AND epoch < $2 LIMIT $3)", cancellation, number, (long)before, Forgotten), cancellation) > 0)
        {
            cancellation.ThrowIfCancellationRequested();
        }
    }

    public abstract ValueTask DisposeAsync();

    /// <summary>A connection with the tables in place; disposing of the session gives it back.</summary>
    protected internal abstract Task<StoreSession> OpenAsync(StoreUse use, CancellationToken cancellation);

    /// <summary>Keeps identities; true for those that were not there.</summary>
    protected abstract Task<bool[]> InsertAsync(DbConnection connection, int collection, uint epoch, byte[][] ids, CancellationToken cancellation);

    /// <summary>Forgets identities, all in one statement.</summary>
    protected abstract Task DeleteAsync(DbConnection connection, int collection, uint epoch, byte[][] ids, CancellationToken cancellation);

    /// <summary>Waits until no other transaction opens a collection.</summary>
    protected abstract Task LockAsync(DbConnection connection, CancellationToken cancellation);

    /// <summary>A transaction: of one moment and without a lock unless it writes.</summary>
    protected abstract ValueTask<DbTransaction> BeginAsync(DbConnection connection, StoreUse use, CancellationToken cancellation);

    /// <summary>What a row is read with so that it does not change before the transaction ends.</summary>
    protected abstract string RowLock { get; }

    /// <summary>Whether another transaction was in the way, so that nothing was written.</summary>
    protected abstract bool IsConflict(DbException failure);

    private async Task<IReadOnlyList<UploadOutcome>?> CommitGroupAsync(ShardState state, IReadOnlyList<Envelope> group, CancellationToken cancellation)
    {
        // Who sends twice may do so at once.
        Envelope[] distinct = [.. group.DistinctBy(e => e.Batch)];
        var isWritten = false;
        try
        {
            var outcomes = await RunAsync(
                StoreUse.Write,
                async connection =>
                {
                    var result = await CountAsync(connection, state, distinct, cancellation);
                    isWritten = Array.Exists(result, o => o.Status == UploadStatus.Counted);
                    return result;
                },
                cancellation);
            if (isWritten)
            {
                state.Committed();
            }

            var byBatch = distinct.Select((e, i) => (e.Batch, Outcome: outcomes[i])).ToDictionary(p => p.Batch, p => p.Outcome);
            var seen = new HashSet<UInt128>();
            return [.. group.Select(e => !seen.Add(e.Batch) && byBatch[e.Batch].Status == UploadStatus.Counted ? UploadOutcome.Duplicate : byBatch[e.Batch])];
        }
        catch (ShardConflictException)
        {
            return null;
        }
        catch (DbException e) when (IsConflict(e))
        {
            return null;
        }
    }

    private async Task<UploadOutcome[]> CountAsync(DbConnection connection, ShardState state, Envelope[] group, CancellationToken cancellation)
    {
        var key = state.Key;
        int number;
        await using (var command = Command(connection, "SELECT number, open_from FROM tacit_collection WHERE id = $1" + RowLock, key.Collection))
        await using (var reader = await command.ExecuteReaderAsync(cancellation))
        {
            if (!await reader.ReadAsync(cancellation) || reader.GetInt64(1) > key.Epoch)
            {
                return [.. group.Select(_ => UploadOutcome.Closed)];
            }

            number = reader.GetInt32(0);
        }

        var ids = Array.ConvertAll(group, e => Id(e.Batch));
        var isNew = await InsertAsync(connection, number, key.Epoch, ids, cancellation);
        var outcomes = Array.ConvertAll(isNew, n => n ? UploadOutcome.Counted : UploadOutcome.Duplicate);
        state.Count(group, outcomes);
        byte[][] refused = [.. ids.Where((_, i) => outcomes[i].Status == UploadStatus.Malformed)];
        if (refused.Length > 0)
        {
            await DeleteAsync(connection, number, key.Epoch, refused, cancellation);
        }

        return !Array.Exists(outcomes, o => o.Status == UploadStatus.Counted) || await WriteAsync(connection, number, state, cancellation) ? outcomes : throw new ShardConflictException();
    }

    // The version fences: where another process counts the same shard, one of the two finds the row changed and loads it again.
    private static async Task<bool> WriteAsync(DbConnection connection, int number, ShardState state, CancellationToken cancellation)
    {
        var (key, reports) = (state.Key, state.Aggregator.Reports);
        var written = state.Version == 0
            ? await ExecuteAsync(connection, "INSERT INTO tacit_shard (collection, epoch, shard, version, reports) VALUES ($1, $2, $3, 1, $4) ON CONFLICT DO NOTHING", cancellation, number, (long)key.Epoch, key.Shard, reports)
            : await ExecuteAsync(connection, "UPDATE tacit_shard SET version = version + 1, reports = $4 WHERE collection = $1 AND epoch = $2 AND shard = $3 AND version = $5", cancellation, number, (long)key.Epoch, key.Shard, reports, state.Version);
        if (written != 1)
        {
            return false;
        }

        foreach (var page in state.ChangedPages())
        {
            await ExecuteAsync(connection, "INSERT INTO tacit_counts (collection, epoch, shard, page, data) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (collection, epoch, shard, page) DO UPDATE SET data = excluded.data", cancellation, number, (long)key.Epoch, key.Shard, page, state.PageBytes(page));
        }

        return true;
    }

    private async Task<T> RunAsync<T>(StoreUse use, Func<DbConnection, Task<T>> action, CancellationToken cancellation)
    {
        await using var session = await OpenAsync(use, cancellation);
        await using var transaction = await BeginAsync(session.Connection, use, cancellation);
        var result = await action(session.Connection);
        await transaction.CommitAsync(cancellation);
        return result;
    }

    private static async Task<int> NumberAsync(DbConnection connection, string collection, CancellationToken cancellation) =>
        await ScalarAsync(connection, "SELECT number FROM tacit_collection WHERE id = $1", cancellation, collection) is { } number
            ? Convert.ToInt32(number, CultureInfo.InvariantCulture)
            : throw new BadInputException($"The collection {collection} is not kept here. Open it first.");

    private static async Task ReadPagesAsync(DbCommand command, long[] counts, CancellationToken cancellation)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            ShardState.ReadPage(reader.GetFieldValue<byte[]>(1), reader.GetInt32(0), counts);
        }
    }

    private static byte[] Id(UInt128 batch)
    {
        var bytes = new byte[Envelope.BatchBytes];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bytes, batch);
        return bytes;
    }

    private sealed class ShardConflictException : Exception;
}
