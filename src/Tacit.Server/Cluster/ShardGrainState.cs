using Tacit.Local;

namespace Tacit.Server;

/// <summary>What a shard's grain hands to its storage: the counts, and the uploads that are to be counted while they are written. Never serialized.</summary>
internal sealed class ShardGrainState
{
    public ShardState? Shard { get; set; }

    public IReadOnlyList<Envelope>? Group { get; set; }

    public IReadOnlyList<UploadOutcome>? Outcomes { get; set; }
}
