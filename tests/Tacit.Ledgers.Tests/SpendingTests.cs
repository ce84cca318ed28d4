using Tacit.Numerics;

namespace Tacit.Ledgers.Tests;

public sealed class SpendingTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task Ten_tenths_fit_in_a_cap_of_one_and_an_eleventh_does_not()
    {
        await using var ledger = await Ledger.OpenAsync(_scratch.Ledger);
        var account = await ledger.AccountAsync();
        for (var i = 0; i < 10; i++)
        {
            await account.CountAsync();
        }

        await Assert.ThrowsAsync<BudgetExceededException>(() => account.CountAsync());
        await Assert.ThrowsAsync<BudgetExceededException>(() => account.CountAsync(epsilon: Rational.Parse("1/1000000000000")));
        Assert.Equal(10, (await account.StatusAsync()).Entries);
    }

    [Fact]
    public async Task Reopening_keeps_totals_identity_and_history()
    {
        string id;
        Receipt receipt;
        await using (var ledger = await Ledger.OpenAsync(_scratch.Ledger))
        {
            id = ledger.Id;
            var account = await ledger.AccountAsync();
            await account.CountAsync();
            receipt = (await account.CountAsync()).Receipt;
        }

        Assert.Equal(["clinic.ledger", "clinic.ledger.key"], _scratch.Files);
        await using var again = await Ledger.OpenAsync(_scratch.Ledger);
        var status = await (await again.AccountAsync()).StatusAsync();
        Assert.Equal(id, again.Id);
        Assert.Equal(Rational.Parse("1/5"), status.Spent.Epsilon);
        Assert.Equal(2, status.Entries);
        Assert.Equal(new LedgerHead(receipt.Sequence, receipt.Head), status.Head);
        Assert.Equal(
            [LedgerRecordKind.Opened, LedgerRecordKind.Reserved, LedgerRecordKind.Touched, LedgerRecordKind.Settled, LedgerRecordKind.Reserved, LedgerRecordKind.Touched, LedgerRecordKind.Settled],
            (await again.ToListAsync()).Select(r => r.Kind));
        Assert.True((await again.VerifyAsync(new LedgerHead(receipt.Sequence, receipt.Head))).IsValid);
    }

    [Fact]
    public async Task The_same_plan_repeats_its_answer_for_free_also_after_reopening_and_another_plan_pays()
    {
        Release<long> first;
        await using (var ledger = await Ledger.OpenAsync(_scratch.Ledger))
        {
            first = await (await ledger.AccountAsync()).CountAsync("count of everybody");
        }

        await using var again = await Ledger.OpenAsync(_scratch.Ledger);
        var account = await again.AccountAsync();
        var repeated = await account.CountAsync("count of everybody");
        Assert.Equal(first.Value, repeated.Value);
        Assert.True(repeated.Receipt.IsRepeated);
        Assert.Equal(first.Receipt.Head, repeated.Receipt.Head);
        Assert.Equal(Clinic.Tenth, (await account.StatusAsync()).Spent.Epsilon);

        Assert.False((await account.CountAsync("count of women")).Receipt.IsRepeated);
        Assert.Equal(Rational.Parse("1/5"), (await account.StatusAsync()).Spent.Epsilon);
    }

    [Fact]
    public async Task Accounts_are_apart_and_listed()
    {
        await using var ledger = await Ledger.OpenAsync(_scratch.Ledger);
        var clinic = await ledger.AccountAsync();
        var school = await ledger.AccountAsync(new Population("school", PrivacyUnit.Person("pupil")), PrivacyBudget.Pure(2));
        await clinic.CountAsync("a");
        Assert.False((await school.CountAsync("a")).Receipt.IsRepeated);
        await school.CountAsync("b");

        var statuses = await ledger.StatusAsync();
        Assert.Equal([("clinic", 1), ("school", 2)], statuses.Select(s => (s.Account, s.Entries)));
        await ledger.IsSoundAsync();
    }

    [Fact]
    public async Task Another_unit_or_another_cap_for_a_known_population_is_refused()
    {
        await using (var ledger = await Ledger.OpenAsync(_scratch.Ledger))
        {
            await ledger.AccountAsync();
        }

        await using var again = await Ledger.OpenAsync(_scratch.Ledger);
        var unit = await Assert.ThrowsAsync<LedgerException>(() => again.AccountAsync(new Population("clinic", PrivacyUnit.Row()), PrivacyBudget.Pure(1)));
        Assert.Contains("another unit", unit.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<LedgerException>(() => again.AccountAsync(cap: 2));
        Assert.Single(await again.ToListAsync());
    }

    [Fact]
    public async Task Owners_acts_and_failures_are_kept()
    {
        await using (var ledger = await Ledger.OpenAsync(_scratch.Ledger))
        {
            var account = await ledger.AccountAsync(cap: Clinic.Tenth);
            await account.CountAsync();
            await ledger.RaiseAsync("clinic", PrivacyBudget.Pure(1), "second wave of the study");
            await Assert.ThrowsAsync<InvalidDataException>(() => account.CountAsync(inside: () => throw new InvalidDataException()));
            await ledger.RenewAsync("clinic", "new patients");
        }

        await using var again = await Ledger.OpenAsync(_scratch.Ledger);
        var status = Assert.Single(await again.StatusAsync());
        Assert.Equal((2, Rational.Zero, Clinic.Tenth), (status.Period, status.Spent.Epsilon, status.Lifetime.Epsilon));
        Assert.Equal([LedgerRecordKind.Raised, LedgerRecordKind.Reserved, LedgerRecordKind.Void, LedgerRecordKind.Renewed], (await again.ToListAsync()).Skip(4).Select(r => r.Kind));
        await again.IsSoundAsync();
    }
}
