using Tacit.Ledgers;

namespace Tacit.Core.Tests.Support;

/// <summary>A store that decides at once, but acknowledges one transaction late: between <see cref="Hold"/> and <see cref="Pass"/>.</summary>
internal sealed class SlowStore : ILedgerStore
{
    private readonly ListStore _inner = new();
    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _hold;

    public string LedgerId => _inner.LedgerId;

    public void Hold() => _hold = true;

    public void Pass() => _hold = false;

    public void Release() => _release.SetResult();

    public async Task<TResult> TransactAsync<TResult>(Func<ILedgerTransaction, TResult> decide, CancellationToken token)
    {
        var held = _hold;
        var result = await _inner.TransactAsync(decide, token);
        if (held)
        {
            await _release.Task;
        }

        return result;
    }

    public Task<LedgerSnapshot> ReadAsync(CancellationToken token) => _inner.ReadAsync(token);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
