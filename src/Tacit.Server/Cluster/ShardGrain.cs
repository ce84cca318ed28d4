using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Storage;
using Tacit.Local;

namespace Tacit.Server;

/// <summary>A shard of a collection as a grain. Calls interleave, so that uploads which come in during a transaction make the next one.</summary>
/// <remarks>
/// A cluster may run two activations of one grain for a moment. The version in the store fences: the one that loses is told by an
/// <see cref="InconsistentStateException"/>, loads the state again and counts what is new.
/// </remarks>
[Reentrant]
internal sealed class ShardGrain(
    [PersistentState("shard", CollectorCluster.Storage)] IPersistentState<ShardGrainState> state,
    CollectorLimits limits,
    ILogger<ShardGrain> log) : Grain, IShardGrain, IShardStorage
{
    private ShardWriter? _writer;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _writer = new(this, limits);
        return Task.CompletedTask;
    }

    public async Task<ShardAnswer> AddAsync(ReadOnlyMemory<byte> upload)
    {
        var outcome = await _writer!.AddAsync(Envelope.Read(upload));
        return new(outcome.Status, outcome.Message);
    }

    async Task<ShardState> IShardStorage.LoadAsync()
    {
        // Activation has read it already; afterwards it is read again.
        if (state.State.Shard is not { } shard)
        {
            await state.ReadStateAsync();
            shard = state.State.Shard!;
        }

        state.State.Shard = null;
        return shard;
    }

    async Task<IReadOnlyList<UploadOutcome>?> IShardStorage.CommitAsync(ShardState shard, IReadOnlyList<Envelope> group)
    {
        (state.State.Shard, state.State.Group) = (shard, group);
        try
        {
            await state.WriteStateAsync();
            return state.State.Outcomes;
        }
        catch (InconsistentStateException)
        {
            return null;
        }
        finally
        {
            (state.State.Shard, state.State.Group) = (null, null);
        }
    }

    void IShardStorage.Failed(Exception failure) => CollectorLog.NotDurable(log, ShardKey.Parse(this.GetPrimaryKeyString()), failure);
}
