namespace Tacit.Server.Tests.Support;

/// <summary>A store whose commits can be held up, fail before they are written, or fail after; and whose lists and reads can be held up or fail.</summary>
internal sealed class FaultyStore(ICollectorStore inner) : ICollectorStore
{
    public Func<Task>? Before { get; set; }

    public Func<Task>? After { get; set; }

    public Func<Task>? Listing { get; set; }

    public Func<Task>? Reading { get; set; }

    public Task AddAsync(Collection collection, int shards, CancellationToken cancellation) => inner.AddAsync(collection, shards, cancellation);

    public async Task<IReadOnlyList<StoredCollection>> CollectionsAsync(CancellationToken cancellation)
    {
        await (Listing?.Invoke() ?? Task.CompletedTask);
        return await inner.CollectionsAsync(cancellation);
    }

    public Task<ShardState> LoadAsync(ShardKey key, Collection collection, CancellationToken cancellation) => inner.LoadAsync(key, collection, cancellation);

    public async Task<IReadOnlyList<UploadOutcome>?> CommitAsync(ShardState state, IReadOnlyList<Envelope> group, CancellationToken cancellation)
    {
        await (Before?.Invoke() ?? Task.CompletedTask);
        var outcomes = await inner.CommitAsync(state, group, cancellation);
        await (After?.Invoke() ?? Task.CompletedTask);
        return outcomes;
    }

    public async Task<IReportAggregator> ReadAsync(Collection collection, uint epoch, CancellationToken cancellation)
    {
        await (Reading?.Invoke() ?? Task.CompletedTask);
        return await inner.ReadAsync(collection, epoch, cancellation);
    }

    public Task<uint?> NewestAsync(string collection, CancellationToken cancellation) => inner.NewestAsync(collection, cancellation);

    public Task CloseAsync(string collection, uint before, CancellationToken cancellation) => inner.CloseAsync(collection, before, cancellation);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
