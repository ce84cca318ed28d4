using Tacit.Local;

namespace Tacit.Server;

/// <summary>Brings an upload to whoever counts its shard.</summary>
public interface IShardRouter
{
    /// <summary>What became of the upload, once it is durable.</summary>
    /// <param name="collection">Its collection, as it is kept.</param>
    /// <param name="envelope">The upload, read.</param>
    /// <param name="bytes">All of its bytes.</param>
    Task<UploadOutcome> AddAsync(StoredCollection collection, Envelope envelope, ReadOnlyMemory<byte> bytes);

    /// <summary>Told that epochs before one are over: what is in memory for them can go.</summary>
    void Close(string collection, uint before);
}
