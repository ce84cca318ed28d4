using Tacit.Numerics;

namespace Tacit.Ledgers.Tests;

/// <summary>What waits for one commit. Another connection holds the file meanwhile, so that requests gather.</summary>
public sealed class QueueTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task In_one_commit_a_refusal_takes_back_itself_alone()
    {
        await using var ledger = await Ledger.OpenAsync(_scratch.Ledger);
        var account = await ledger.AccountAsync();
        List<Task> requests;
        using (var other = _scratch.Connect())
        using (other.BeginTransaction(deferred: false))
        {
            requests =
            [
                account.CountAsync("first"),
                account.CountAsync("too much", Rational.Parse("2")),
                ledger.RaiseAsync("nobody", PrivacyBudget.Pure(2), "a mistake"),
                ledger.AccountAsync(new Population("clinic", PrivacyUnit.Row()), PrivacyBudget.Pure(1)),
                account.CountAsync("second"),
                ledger.AccountAsync(new Population("school", PrivacyUnit.Row()), PrivacyBudget.Pure(1)),
            ];
            await Task.Delay(50);
            Assert.All(requests, r => Assert.False(r.IsCompleted));
        }

        await requests[0];
        await Assert.ThrowsAsync<BudgetExceededException>(() => requests[1]);
        await Assert.ThrowsAsync<LedgerException>(() => requests[2]);
        await Assert.ThrowsAsync<LedgerException>(() => requests[3]);
        await Task.WhenAll(requests[4], requests[5]);
        Assert.Equal(["clinic", "school"], (await ledger.StatusAsync()).Select(s => s.Account));
        Assert.Equal(2, (await account.StatusAsync()).Entries);
        await ledger.IsSoundAsync();
    }

    [Fact]
    public async Task What_is_cancelled_while_it_waits_is_dropped_at_once_and_never_stored()
    {
        await using var ledger = await Ledger.OpenAsync(_scratch.Ledger);
        var account = await ledger.AccountAsync();
        using var cancel = new CancellationTokenSource();
        using (var other = _scratch.Connect())
        using (other.BeginTransaction(deferred: false))
        {
            var dropped = account.CountAsync(token: cancel.Token);
            var kept = account.StatusAsync();
            await Task.Delay(20);
            await cancel.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => dropped.WaitAsync(TimeSpan.FromSeconds(5)));
            Assert.False(kept.IsCompleted);
        }

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => account.CountAsync(token: cancel.Token));
        Assert.Equal(0, (await account.StatusAsync()).Entries);
        Assert.Single(await ledger.ToListAsync());
    }

    [Fact]
    public async Task Closing_answers_what_was_asked_before_and_refuses_what_comes_after()
    {
        var ledger = await Ledger.OpenAsync(_scratch.Ledger);
        var account = await ledger.AccountAsync();
        List<Task<Account>> asked;
        Task closing;
        using (var other = _scratch.Connect())
        using (other.BeginTransaction(deferred: false))
        {
            asked = [.. Enumerable.Range(0, 300).Select(i => ledger.AccountAsync(new Population($"p{i}", PrivacyUnit.Row()), PrivacyBudget.Pure(1)))];
            closing = ledger.DisposeAsync().AsTask();
            await Assert.ThrowsAsync<ObjectDisposedException>(() => account.StatusAsync());
        }

        await closing;
        Assert.All(asked, a => Assert.True(a.IsCompletedSuccessfully));
        await ledger.DisposeAsync();
        Assert.Equal(["clinic.ledger", "clinic.ledger.key"], _scratch.Files);
        await using var again = await Ledger.OpenAsync(_scratch.Ledger);
        Assert.Equal(301, (await again.StatusAsync()).Count);
    }

    [Fact]
    public async Task A_file_that_fails_while_open_fails_in_words_and_recovers_when_it_is_back()
    {
        await using var ledger = await Ledger.OpenAsync(_scratch.Ledger);
        var account = await ledger.AccountAsync();
        _scratch.Scalar("ALTER TABLE account RENAME TO gone");
        await Assert.ThrowsAsync<LedgerException>(() => account.CountAsync());
        _scratch.Scalar("ALTER TABLE gone RENAME TO account");
        await account.CountAsync();
        await ledger.IsSoundAsync();
    }
}
