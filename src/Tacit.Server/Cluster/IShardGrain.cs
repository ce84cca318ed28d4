namespace Tacit.Server;

/// <summary>Counts one shard of one epoch of a collection; its key is that of the shard.</summary>
[Alias("tacit.collector.shard")]
public interface IShardGrain : IGrainWithStringKey
{
    /// <summary>Counts an upload, and answers when that is durable.</summary>
    [Alias("add")]
    Task<ShardAnswer> AddAsync(ReadOnlyMemory<byte> upload);
}
