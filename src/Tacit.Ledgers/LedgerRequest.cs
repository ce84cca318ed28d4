namespace Tacit.Ledgers;

/// <summary>One decision on its way through the writer: waiting, then either started or dropped, never both.</summary>
internal abstract class LedgerRequest
{
    private const int Waiting = 0;
    private const int Started = 1;
    private const int Dropped = 2;
    private int _state;

    /// <summary>Takes the request for execution; false when its caller cancelled before.</summary>
    public bool TryStart() => Interlocked.CompareExchange(ref _state, Started, Waiting) == Waiting;

    /// <summary>Decides and keeps the result. Throws what the decision throws.</summary>
    public abstract void Decide(ILedgerTransaction transaction);

    /// <summary>Keeps an error in place of a result.</summary>
    public abstract void Refuse(Exception error);

    /// <summary>Hands the result, or the error, to the caller. Only after the commit: until then nothing is known to be stored.</summary>
    public abstract void Complete();

    protected bool TryDrop() => Interlocked.CompareExchange(ref _state, Dropped, Waiting) == Waiting;
}

/// <summary>A decision with its typed result.</summary>
internal sealed class LedgerRequest<TResult> : LedgerRequest
{
    private readonly TaskCompletionSource<TResult> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Func<ILedgerTransaction, TResult> _decide;
    private readonly CancellationTokenRegistration _registration;
    private TResult? _result;
    private Exception? _error;

    public LedgerRequest(Func<ILedgerTransaction, TResult> decide, CancellationToken token)
    {
        _decide = decide;
        _registration = token.UnsafeRegister(static (state, cancelled) => ((LedgerRequest<TResult>)state!).Drop(cancelled), this);
    }

    public Task<TResult> Task => _done.Task;

    public override void Decide(ILedgerTransaction transaction) => _result = _decide(transaction);

    public override void Refuse(Exception error) => _error = error;

    public override void Complete()
    {
        _registration.Unregister();
        if (_error is null)
        {
            _done.TrySetResult(_result!);
        }
        else
        {
            _done.TrySetException(_error);
        }
    }

    private void Drop(CancellationToken cancelled)
    {
        if (TryDrop())
        {
            _done.TrySetCanceled(cancelled);
        }
    }
}
