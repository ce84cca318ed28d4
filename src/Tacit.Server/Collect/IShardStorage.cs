using Tacit.Local;

namespace Tacit.Server;

/// <summary>Where one shard's counts are kept.</summary>
internal interface IShardStorage
{
    Task<ShardState> LoadAsync();

    /// <summary>Null where the state is not the stored one any more.</summary>
    Task<IReadOnlyList<UploadOutcome>?> CommitAsync(ShardState state, IReadOnlyList<Envelope> group);

    /// <summary>Told of what made uploads fail, which who sent them is not.</summary>
    void Failed(Exception failure);
}
