using Tacit.Local;

namespace Tacit.Server;

/// <summary>Where counts and the identities of uploads are kept. Raw reports never get here. Thread-safe.</summary>
public interface ICollectorStore : IAsyncDisposable
{
    /// <summary>Opens a collection for uploads; one that is there already stays as it is.</summary>
    /// <param name="collection">The collection.</param>
    /// <param name="shards">Into how many parts its counting is divided: fixed from the first time on.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="BadInputException">It is there with another number of shards.</exception>
    Task AddAsync(Collection collection, int shards, CancellationToken cancellation);

    /// <summary>All collections.</summary>
    Task<IReadOnlyList<StoredCollection>> CollectionsAsync(CancellationToken cancellation);

    /// <summary>What a shard has counted in an epoch.</summary>
    Task<ShardState> LoadAsync(ShardKey key, Collection collection, CancellationToken cancellation);

    /// <summary>Counts a group of uploads, all or none of it durable, in one transaction: identities that were there already are left out, the others are kept, counted and written.</summary>
    /// <returns>What became of each upload, in their order. Null where the state is not the stored one any more: load it again, and try again.</returns>
    Task<IReadOnlyList<UploadOutcome>?> CommitAsync(ShardState state, IReadOnlyList<Envelope> group, CancellationToken cancellation);

    /// <summary>The sums over all shards of an epoch, of one moment.</summary>
    Task<IReportAggregator> ReadAsync(Collection collection, uint epoch, CancellationToken cancellation);

    /// <summary>The newest epoch of a collection of which anything was counted; null where nothing was.</summary>
    Task<uint?> NewestAsync(string collection, CancellationToken cancellation);

    /// <summary>Closes all epochs before one, for ever, and forgets the identities of their uploads. Counts stay.</summary>
    Task CloseAsync(string collection, uint before, CancellationToken cancellation);
}
