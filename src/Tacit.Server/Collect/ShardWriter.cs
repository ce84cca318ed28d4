using Tacit.Local;

namespace Tacit.Server;

/// <summary>Counts the uploads of one shard of one epoch: whatever has come in while one transaction was written goes into the next. Thread-safe.</summary>
/// <remarks>
/// An upload is answered when its transaction is durable. Whatever fails, the state in memory is dropped and loaded again: the store alone knows what was counted,
/// by the identities of uploads. Awaits keep their context, so that within a grain everything stays on the grain's own turn.
/// </remarks>
internal sealed class ShardWriter(IShardStorage storage, CollectorLimits limits)
{
    private const int Attempts = 8;
    private readonly Lock _gate = new();
    private readonly Queue<Waiting> _queue = new();
    private long _bytes;
    private bool _isRunning;
    private ShardState? _state;

    /// <summary>What becomes of an upload; answered at once where too much is waiting.</summary>
    public Task<UploadOutcome> AddAsync(Envelope envelope)
    {
        var waiting = new Waiting(envelope);
        lock (_gate)
        {
            if (_queue.Count >= limits.Waiting || (_bytes > 0 && _bytes + envelope.Length > limits.WaitingBytes))
            {
                return Task.FromResult(UploadOutcome.TooMuch);
            }

            _queue.Enqueue(waiting);
            _bytes += envelope.Length;
            if (!_isRunning)
            {
                _isRunning = true;

                // What is logged of a group belongs to no single request.
                using (ExecutionContext.SuppressFlow())
                {
                    _ = RunAsync();
                }
            }
        }

        return waiting.Answer.Task;
    }

    private async Task RunAsync()
    {
        await Task.Yield();
        while (Next() is { Count: > 0 } group)
        {
            IReadOnlyList<UploadOutcome> outcomes;
            Exception? failure = null;
            try
            {
                outcomes = await CountAsync([.. group.Select(w => w.Envelope)]);
            }
#pragma warning disable CA1031 // Whatever it was, whoever waits must be answered, and the next group must have its turn.
            catch (Exception e)
#pragma warning restore CA1031
            {
                // Whether it was written is not known here. The same bytes, sent again, are counted once.
                _state = null;
                failure = e;
                outcomes = [.. group.Select(_ => UploadOutcome.NotDurable)];
            }

            for (var i = 0; i < group.Count; i++)
            {
                group[i].Answer.SetResult(outcomes[i]);
            }

            Tell(failure);
        }
    }

    private async Task<IReadOnlyList<UploadOutcome>> CountAsync(IReadOnlyList<Envelope> group)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            _state ??= await storage.LoadAsync();
            var state = _state;
            _state = null;
            if (await storage.CommitAsync(state, group) is { } outcomes)
            {
                _state = state;
                return outcomes;
            }
        }

        throw new TimeoutException("Other processes count the same shard all the time.");
    }

    // A log that throws must not stop the counting.
    private void Tell(Exception? failure)
    {
        if (failure is null)
        {
            return;
        }

#pragma warning disable CA1031
        try
        {
            storage.Failed(failure);
        }
        catch
        {
            // There is nobody left to tell.
        }
#pragma warning restore CA1031
    }

    private List<Waiting> Next()
    {
        lock (_gate)
        {
            var group = new List<Waiting>();
            long bytes = 0;
            while (group.Count < limits.Group && _queue.TryPeek(out var next) && (group.Count == 0 || bytes + next.Envelope.Length <= limits.GroupBytes))
            {
                group.Add(_queue.Dequeue());
                bytes += next.Envelope.Length;
            }

            _bytes -= bytes;
            _isRunning = group.Count > 0;
            return group;
        }
    }

    private sealed record Waiting(Envelope Envelope)
    {
        public TaskCompletionSource<UploadOutcome> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
