using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Tacit.Local;

namespace Tacit.Server;

/// <summary>All shards are counted in this process.</summary>
internal sealed class LocalShardRouter(ICollectorStore store, CollectorLimits limits, ILogger<LocalShardRouter> log) : IShardRouter
{
    private readonly ConcurrentDictionary<ShardKey, ShardWriter> _writers = new();

    public Task<UploadOutcome> AddAsync(StoredCollection collection, Envelope envelope, ReadOnlyMemory<byte> bytes)
    {
        var key = new ShardKey(collection.Collection.Id, envelope.Epoch, ShardKey.Of(envelope.Batch, collection.Shards));
        return _writers.GetOrAdd(key, static (k, me) => new(new Storage(me.Store, k, me.Collection, me.Log), me.Limits), (Store: store, collection.Collection, Log: (ILogger)log, Limits: limits)).AddAsync(envelope);
    }

    public void Close(string collection, uint before)
    {
        foreach (var key in _writers.Keys.Where(k => k.Collection == collection && k.Epoch < before))
        {
            _writers.TryRemove(key, out _);
        }
    }

    private sealed class Storage(ICollectorStore store, ShardKey key, Collection collection, ILogger log) : IShardStorage
    {
        public Task<ShardState> LoadAsync() => store.LoadAsync(key, collection, CancellationToken.None);

        public Task<IReadOnlyList<UploadOutcome>?> CommitAsync(ShardState state, IReadOnlyList<Envelope> group) => store.CommitAsync(state, group, CancellationToken.None);

        public void Failed(Exception failure) => CollectorLog.NotDurable(log, key, failure);
    }
}
