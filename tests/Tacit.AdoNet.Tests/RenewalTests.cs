using Tacit.Query;

namespace Tacit.AdoNet.Tests;

/// <summary>A policy's period ends after its days and not before, once, and by a record.</summary>
public sealed class RenewalTests : IDisposable
{
    private readonly ClinicPolicy _policy = new("\"renewalDays\": 30,");
    private readonly Clock _clock = new();

    public void Dispose() => _policy.Dispose();

    [Fact]
    public async Task The_budget_is_renewed_after_its_days_and_once()
    {
        Assert.Equal(1, await AskAsync(60, 1));
        _clock.Now += TimeSpan.FromDays(30) - TimeSpan.FromSeconds(1);
        await Assert.ThrowsAsync<BudgetExceededException>(() => AskAsync(60, 2));
        _clock.Now += TimeSpan.FromSeconds(1);
        Assert.Equal(2, await AskAsync(60, 2));

        // From the renewal on, not from the beginning.
        _clock.Now += TimeSpan.FromDays(29);
        await Assert.ThrowsAsync<BudgetExceededException>(() => AskAsync(60, 3));
        _clock.Now += TimeSpan.FromDays(100);
        var periods = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => AskAsync(10, 4 + i)));
        Assert.All(periods, p => Assert.Equal(3, p));
        await using var ledger = await Ledger.OpenAsync(_policy.Ledger, time: _clock);
        Assert.Equal(["policy: 30 days since 2026-01-01", "policy: 30 days since 2026-01-31"], await ledger.RecordsAsync().Where(r => r.Text.StartsWith("policy:", StringComparison.Ordinal)).Select(r => r.Text).ToListAsync());
        Assert.True((await ledger.VerifyAsync()).IsValid);
    }

    [Fact]
    public async Task Caps_of_analysts_begin_again_with_it()
    {
        using var policy = new ClinicPolicy("\"renewalDays\": 30, \"analysts\": { \"ann\": { \"epsilon\": 1 } },");
        async Task<string> AskAsync(int low)
        {
            await using var opened = await PolicySession.OpenAsync(policy.File, analyst: "ann", options: new() { Epsilon = 1 }, time: _clock);
            return (await opened.Session.QueryAsync($"select count(*) from persons where age > {low}")).Receipt.Price;
        }

        Assert.Equal("ε = 1", await AskAsync(1));
        await Assert.ThrowsAsync<BudgetExceededException>(() => AskAsync(2));
        _clock.Now += TimeSpan.FromDays(31);
        Assert.Equal("ε = 1", await AskAsync(2));
    }

    private async Task<long> AskAsync(int epsilon, int low)
    {
        await using var opened = await PolicySession.OpenAsync(_policy.File, options: new() { Epsilon = epsilon }, time: _clock);
        await opened.Session.QueryAsync($"select count(*) from persons where age > {low}");
        return (await opened.Session.Account.StatusAsync()).Period;
    }

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
