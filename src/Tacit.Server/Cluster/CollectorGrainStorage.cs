using System.Globalization;
using Orleans.Storage;
using Tacit.Local;

namespace Tacit.Server;

/// <summary>Grain state in the collector's own store: a write is one transaction with the identities of uploads, and the version is the etag.</summary>
internal sealed class CollectorGrainStorage(ICollectorStore store) : IGrainStorage
{
    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var key = ShardKey.Parse(grainId.Key.ToString()!);
        var stored = (await store.CollectionsAsync(CancellationToken.None)).FirstOrDefault(c => c.Collection.Id == key.Collection)
            ?? throw new BadInputException($"The collection {key.Collection} is not kept here. Open it first.");
        var state = State(grainState);
        state.Shard = await store.LoadAsync(key, stored.Collection, CancellationToken.None);
        (grainState.ETag, grainState.RecordExists) = (Tag(state.Shard), state.Shard.Version > 0);
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var state = State(grainState);
        if (state is not { Shard: { } shard, Group: { } group })
        {
            throw new InvalidOperationException("A shard is written with a group of uploads.");
        }

        state.Outcomes = await store.CommitAsync(shard, group, CancellationToken.None)
            ?? throw new InconsistentStateException("The shard was counted elsewhere.", "another version", Tag(shard));
        (grainState.ETag, grainState.RecordExists) = (Tag(shard), true);
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => throw new NotSupportedException("Counts are never cleared.");

    private static string Tag(ShardState shard) => shard.Version.ToString(CultureInfo.InvariantCulture);

    private static ShardGrainState State<T>(IGrainState<T> grainState)
    {
        if (grainState.State is ShardGrainState state)
        {
            return state;
        }

        var fresh = new ShardGrainState();
        grainState.State = (T)(object)fresh;
        return fresh;
    }
}
