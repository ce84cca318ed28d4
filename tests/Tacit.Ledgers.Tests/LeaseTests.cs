using Microsoft.Extensions.Time.Testing;

namespace Tacit.Ledgers.Tests;

public sealed class LeaseTests : IDisposable
{
    private readonly Scratch _scratch = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task An_owner_who_stalls_past_its_lease_fails_before_it_can_read()
    {
        await using var stalling = await Ledger.OpenAsync(_scratch.Ledger, time: _time);
        await using var other = await Ledger.OpenAsync(_scratch.Ledger, time: _time);
        var slow = await stalling.AccountAsync(cap: Clinic.Tenth);
        var quick = await other.AccountAsync(cap: Clinic.Tenth);

        var lost = await Assert.ThrowsAsync<LedgerException>(() => slow.CountAsync(inside: async () =>
        {
            await Assert.ThrowsAsync<BudgetExceededException>(() => quick.CountAsync());
            _time.Advance(TimeSpan.FromMinutes(11));
            await quick.CountAsync();
        }));

        Assert.Contains("lost its reservation", lost.Message, StringComparison.Ordinal);
        var records = await other.ToListAsync();
        Assert.Equal([LedgerRecordKind.Reserved, LedgerRecordKind.Void], records.Where(r => r.Entry == 1).Select(r => r.Kind));
        Assert.Equal([LedgerRecordKind.Reserved, LedgerRecordKind.Touched, LedgerRecordKind.Settled], records.Where(r => r.Entry == 2).Select(r => r.Kind));
        await other.IsSoundAsync();
    }

    [Fact]
    public async Task A_void_reservation_is_not_revived_by_a_forged_record()
    {
        await using var stalling = await Ledger.OpenAsync(_scratch.Ledger, time: _time);
        await using var other = await Ledger.OpenAsync(_scratch.Ledger, time: _time);
        var slow = await stalling.AccountAsync(cap: Clinic.Tenth);
        _scratch.TakeGuardsOff();
        var isRead = false;
        var lost = await Assert.ThrowsAsync<LedgerException>(() => slow.CountAsync(
            inside: async () =>
            {
                _time.Advance(TimeSpan.FromMinutes(11));
                await other.RenewAsync("clinic", "makes it void");
                _scratch.Tamper("""
                    INSERT INTO record SELECT 99, account, entry, kind, plan_hash, lease_until,
                      CAST(replace(CAST(body AS TEXT), '"sequence":2', '"sequence":99') AS BLOB), answer, previous_hash, hash FROM record WHERE sequence = 2
                    """);
            },
            reading: () => isRead = true));
        Assert.Contains("altered", lost.Message, StringComparison.Ordinal);
        Assert.False(isRead);
    }

    [Fact]
    public async Task A_reservation_of_a_period_that_ended_reads_nothing_where_the_table_of_reservations_was_altered()
    {
        await using var ledger = await Ledger.OpenAsync(_scratch.Ledger, time: _time);
        var account = await ledger.AccountAsync(cap: Clinic.Tenth);
        var isRead = false;
        var lost = await Assert.ThrowsAsync<LedgerException>(() => account.CountAsync(
            inside: async () =>
            {
                _scratch.Tamper("DELETE FROM reservation");
                await ledger.RenewAsync("clinic", "new data");
            },
            reading: () => isRead = true));
        Assert.Contains("renewed", lost.Message, StringComparison.Ordinal);
        Assert.False(isRead);
        Assert.Equal(Tacit.Numerics.Rational.Zero, (await account.StatusAsync()).Lifetime.Epsilon);
        await ledger.IsSoundAsync();
    }

    [Fact]
    public async Task A_touched_entry_is_never_freed_however_late_it_is()
    {
        await using var ledger = await Ledger.OpenAsync(_scratch.Ledger, time: _time);
        var account = await ledger.AccountAsync(cap: Clinic.Tenth);
        await account.CountAsync();
        _time.Advance(TimeSpan.FromDays(400));
        await Assert.ThrowsAsync<BudgetExceededException>(() => account.CountAsync());
        Assert.DoesNotContain(await ledger.ToListAsync(), r => r.Kind == LedgerRecordKind.Void);
    }

    [Fact]
    public async Task A_touched_entry_is_not_freed_where_the_table_of_reservations_was_altered()
    {
        await using (var ledger = await Ledger.OpenAsync(_scratch.Ledger, time: _time))
        {
            await (await ledger.AccountAsync(cap: Clinic.Tenth)).CountAsync();
        }

        _scratch.Tamper("INSERT INTO reservation SELECT account, entry, sequence, lease_until FROM record WHERE kind = 'Reserved'");
        await using var again = await Ledger.OpenAsync(_scratch.Ledger, time: _time);
        _time.Advance(TimeSpan.FromDays(1));
        await Assert.ThrowsAsync<BudgetExceededException>(async () => await (await again.AccountAsync(cap: Clinic.Tenth)).CountAsync());
        await again.IsSoundAsync();
    }

    [Fact]
    public async Task A_renewal_waits_for_reservations_that_hold_and_voids_those_that_do_not()
    {
        await using var ledger = await Ledger.OpenAsync(_scratch.Ledger, time: _time);
        var account = await ledger.AccountAsync(cap: Clinic.Tenth);
        await Assert.ThrowsAsync<LedgerException>(() => account.CountAsync(inside: async () =>
        {
            var error = await Assert.ThrowsAsync<LedgerException>(() => ledger.RenewAsync("clinic", "new data"));
            Assert.Contains("2030-01-01 00:10:00 UTC", error.Message, StringComparison.Ordinal);
            Assert.Equal(2, (await ledger.ToListAsync()).Count);
            _time.Advance(TimeSpan.FromMinutes(11));
            await ledger.RenewAsync("clinic", "new data");
        }));
        Assert.Equal(
            [LedgerRecordKind.Opened, LedgerRecordKind.Reserved, LedgerRecordKind.Void, LedgerRecordKind.Renewed],
            (await ledger.ToListAsync()).Select(r => r.Kind));
        await account.CountAsync();
        await ledger.IsSoundAsync();
    }

    [Fact]
    public async Task A_refusal_takes_back_what_it_had_freed_on_the_way()
    {
        await using var ledger = await Ledger.OpenAsync(_scratch.Ledger, time: _time);
        var account = await ledger.AccountAsync();
        var hold = new TaskCompletionSource();
        var stalled = account.CountAsync(inside: () => hold.Task);
        while ((await account.StatusAsync()).Entries == 0)
        {
            await Task.Delay(5);
        }

        _time.Advance(TimeSpan.FromMinutes(11));
        await Assert.ThrowsAsync<BudgetExceededException>(() => account.CountAsync(epsilon: 2));
        Assert.DoesNotContain(await ledger.ToListAsync(), r => r.Kind == LedgerRecordKind.Void);
        hold.SetResult();
        await stalled;
        await ledger.IsSoundAsync();
    }

    [Fact]
    public async Task Every_expired_reservation_is_freed_when_the_cap_would_refuse_and_those_that_still_hold_are_not()
    {
        await using var ledger = await Ledger.OpenAsync(_scratch.Ledger, time: _time);
        var account = await ledger.AccountAsync();
        var hold = new TaskCompletionSource();
        var stalled = Enumerable.Range(0, 6).Select(_ => account.CountAsync(inside: () => hold.Task)).ToList();
        await Entries(6);
        _time.Advance(TimeSpan.FromMinutes(2));
        var holding = Enumerable.Range(0, 4).Select(_ => account.CountAsync(inside: () => hold.Task)).ToList();
        await Entries(10);
        _time.Advance(TimeSpan.FromMinutes(9));

        for (var i = 0; i < 6; i++)
        {
            await account.CountAsync();
        }

        await Assert.ThrowsAsync<BudgetExceededException>(() => account.CountAsync());
        hold.SetResult();
        await Task.WhenAll(holding);
        foreach (var lost in stalled)
        {
            await Assert.ThrowsAsync<LedgerException>(() => lost);
        }

        Assert.Equal(6, (await ledger.ToListAsync()).Count(r => r.Kind == LedgerRecordKind.Void));
        await ledger.IsSoundAsync();

        async Task Entries(long count)
        {
            while ((await account.StatusAsync()).Entries < count)
            {
                await Task.Delay(5);
            }
        }
    }
}
