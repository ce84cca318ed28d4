using Tacit.Accounting;
using Tacit.Ledgers;
using Tacit.Numerics;

namespace Tacit.Core.Tests.Ledgers;

/// <summary>A copy that was used before anybody noticed, restored in steps, or by reports that do not belong together: what was lost is charged once, and never forgotten.</summary>
public sealed class RestoringAgainTests : RestoredCopies
{
    [Fact]
    public async Task An_old_report_does_not_open_what_a_newer_record_closed_and_nothing_is_charged_twice()
    {
        var hospital = await OpenAsync(PrivacyBudget.Pure(10));
        var school = await hospital.Ledger.AccountAsync(new Population("school", PrivacyUnit.Row()), PrivacyBudget.Pure(1));
        var old = await CopyAsync(hospital);
        await SpendAsync(hospital.Account, 0.1);
        var early = await ReportAsync(hospital.Account);
        await SpendAsync(hospital.Account, 0.2);
        var late = await ReportAsync(hospital.Account);
        var other = (await ReportAsync(school)) with { Title = "school" };
        other = other with { Budget = other.Budget with { Lifetime = "ε = 0.2, δ = 0" } };

        await using var restored = Over(old, hospital);
        Assert.Equal([true, false], (await restored.RestoreAsync([early, other], "the disk failed")).Select(a => a.IsClosed));
        Assert.Null((await restored.StatusAsync())[0].Odometer);
        var again = await restored.RestoreAsync([early], "the disk failed");
        Assert.Equal([true, false], again.Select(a => a.IsClosed));
        Assert.Equal(Rational.Parse("0.2") * Up, again[1].Spent.Epsilon);
        var found = await restored.RestoreAsync([late, other], "its report was found");
        Assert.Equal([false, false], found.Select(a => a.IsClosed));
        Assert.Equal((Rational.Parse("0.3") * Up, Rational.Parse("0.2") * Up), (found[0].Spent.Epsilon!.Value, found[1].Spent.Epsilon!.Value));
        Assert.Empty((await restored.VerifyAsync()).Faults);
    }

    // What the copy holds as reserved was answered with the newer ledger; on the copy it ran out, and made room.
    [Fact]
    public async Task A_reservation_that_ran_out_on_the_copy_is_charged()
    {
        var hospital = await OpenAsync(PrivacyBudget.Pure(2));
        ListStore? old = null;
        await hospital.Account.Spend(0.4).RunAsync("count", Hospital.Noise(0.4).Loss, async (permit, token) =>
        {
            old = await CopyAsync(hospital);
            return (long)permit.Draw(Hospital.Noise(0.4), await permit.OpenAsync(Hospital.Count(), token));
        }, Codec.Integer);
        await SpendAsync(hospital.Account, 0.1);
        var report = await ReportAsync(hospital.Account);
        await using var restored = Over(old!, hospital);
        Time.Advance(TimeSpan.FromDays(1));
        await SpendAsync(await restored.AccountAsync(Hospital.People, PrivacyBudget.Pure(2)), 1.7);
        Assert.Contains(old!.Records, r => r.Kind == LedgerRecordKind.Void);
        Assert.Equal(Rational.Parse("1.7") + (Rational.Parse("0.5") * Up), Assert.Single(await restored.RestoreAsync([report], "noticed late")).Spent.Epsilon);
    }

    [Fact]
    public async Task An_account_that_is_opened_in_a_restored_copy_begins_closed()
    {
        var hospital = await OpenAsync(PrivacyBudget.Pure(1));
        var old = await CopyAsync(hospital);
        await SpendAsync(hospital.Account, 0.1);
        await using var restored = Over(old, hospital);
        await restored.RestoreAsync([await ReportAsync(hospital.Account)], "the disk failed");
        var people = new Population("school", PrivacyUnit.Row());
        await restored.AccountAsync(people, PrivacyBudget.Pure(1));
        Assert.True((await restored.StatusAsync()).Single(a => a.Account == "school").IsClosed);
        Assert.False((await restored.ChargeLostAsync("school", Price.Free, "it is new")).IsClosed);
        Assert.Empty((await restored.VerifyAsync()).Faults);
    }

    [Fact]
    public async Task What_the_copy_spent_by_itself_counts_in_the_period_that_had_begun()
    {
        var hospital = await OpenAsync(PrivacyBudget.Pure(1));
        await SpendAsync(hospital.Account, 0.5);
        var old = await CopyAsync(hospital);
        await hospital.Ledger.RenewAsync("hospital", "new data");
        await SpendAsync(hospital.Account, 0.2);
        var report = await ReportAsync(hospital.Account);
        await using var restored = Over(old, hospital);
        await SpendAsync(await restored.AccountAsync(Hospital.People, PrivacyBudget.Pure(1)), 0.3);
        var status = Assert.Single(await restored.RestoreAsync([report], "noticed late"));
        Assert.Equal((2L, (Rational.Parse("0.7") * Up) - Rational.Parse("0.5") + Rational.Parse("0.3")), (status.Period, status.Spent.Epsilon));
    }

    [Fact]
    public async Task A_cap_that_was_changed_after_the_copy_is_set_again_first()
    {
        var hospital = await OpenAsync(PrivacyBudget.Pure(2));
        var old = await CopyAsync(hospital);
        await hospital.Ledger.RaiseAsync("hospital", PrivacyBudget.Pure(1), "less");
        await SpendAsync(hospital.Account, 0.1);
        var report = await ReportAsync(hospital.Account);
        await using var restored = Over(old, hospital);
        Assert.True(Assert.Single(await restored.RestoreAsync([report], "the disk failed")).IsClosed);
        Assert.Contains(old.Records, r => r.Text.Contains("tacit ledger raise", StringComparison.Ordinal));
        await restored.RaiseAsync("hospital", PrivacyBudget.Pure(1), "as before");
        var status = Assert.Single(await restored.RestoreAsync([report], "the disk failed"));
        Assert.Equal((false, Rational.Parse("0.1") * Up), (status.IsClosed, status.Spent.Epsilon));
    }

    [Fact]
    public async Task Reports_of_two_copies_that_were_both_used_are_not_taken_for_one()
    {
        var hospital = await OpenAsync(PrivacyBudget.Pure(2));
        var old = await CopyAsync(hospital);
        await SpendAsync(hospital.Account, 0.1, 0.1);
        var longer = await ReportAsync(hospital.Account);
        var dearer = longer with { Budget = longer.Budget with { Sequence = longer.Budget.Sequence - 1, Head = new string('b', 64), Lifetime = "ε = 0.7" } };
        var beside = longer with { Budget = longer.Budget with { Head = new string('c', 64) } };
        await using var restored = Over(old, hospital);
        foreach (var fork in new[] { dearer, beside })
        {
            Assert.Contains("both used", (await Assert.ThrowsAsync<BadInputException>(() => restored.RestoreAsync([longer, fork], "r"))).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_charge_of_the_owner_keeps_what_the_copy_holds_as_reserved()
    {
        var hospital = await OpenAsync(PrivacyBudget.Pure(1));
        ListStore? old = null;
        await hospital.Account.Spend(0.4).RunAsync("count", Hospital.Noise(0.4).Loss, async (permit, token) =>
        {
            old = await CopyAsync(hospital);
            return (long)permit.Draw(Hospital.Noise(0.4), await permit.OpenAsync(Hospital.Count(), token));
        }, Codec.Integer);
        await using var restored = Over(old!, hospital);
        Time.Advance(TimeSpan.FromDays(1));
        await restored.ChargeLostAsync("hospital", Price.Free, "nothing else was asked");
        await Assert.ThrowsAsync<BudgetExceededException>(async () => await SpendAsync(await restored.AccountAsync(Hospital.People, PrivacyBudget.Pure(1)), 0.7));
    }
}
