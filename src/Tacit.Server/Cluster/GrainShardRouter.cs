using Tacit.Local;

namespace Tacit.Server;

/// <summary>Shards are counted by grains, wherever the cluster keeps them.</summary>
internal sealed class GrainShardRouter(IGrainFactory grains) : IShardRouter
{
    public async Task<UploadOutcome> AddAsync(StoredCollection collection, Envelope envelope, ReadOnlyMemory<byte> bytes)
    {
        var key = new ShardKey(collection.Collection.Id, envelope.Epoch, ShardKey.Of(envelope.Batch, collection.Shards));
        try
        {
            var answer = await grains.GetGrain<IShardGrain>(key.ToString()).AddAsync(bytes);
            return new(answer.Status, answer.Message);
        }
        catch (Exception e) when (e is OrleansException or TimeoutException)
        {
            // The silo may have gone after it counted: the same bytes, sent again, are counted once.
            return new(UploadStatus.Unavailable, "The part of the cluster that counts this upload did not answer. Send the same bytes again later.");
        }
    }

    // Idle grains are put away by the cluster.
    public void Close(string collection, uint before)
    {
    }
}
