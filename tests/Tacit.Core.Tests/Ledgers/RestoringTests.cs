using Tacit.Accounting;
using Tacit.Ledgers;
using Tacit.Numerics;
using Tacit.Reports;

namespace Tacit.Core.Tests.Ledgers;

/// <summary>An older copy of a ledger that was put back forgets nothing that a report knows, and where nothing is known it is closed.</summary>
public sealed class RestoringTests : RestoredCopies
{
    [Fact]
    public async Task What_was_spent_after_the_copy_is_charged_and_no_more_can_be_spent_than_before()
    {
        var hospital = await OpenAsync(PrivacyBudget.Pure(1));
        await SpendAsync(hospital.Account, 0.1, 0.1);
        var old = await CopyAsync(hospital);
        await SpendAsync(hospital.Account, 0.2, 0.3);
        var report = await ReportAsync(hospital.Account);
        Assert.Contains("tacit ledger restore", Assert.Single((await Over(old, hospital).VerifyAsync(Anchor(report))).Faults), StringComparison.Ordinal);

        await using var restored = Over(old, hospital);
        var status = Assert.Single(await restored.RestoreAsync([report], "the disk failed"));
        Assert.Equal(Rational.Parse("0.2") + (Rational.Parse("0.7") * Up) - Rational.Parse("0.2"), status.Spent.Epsilon);
        Assert.Equal((status.Spent, false), (status.Lifetime, status.IsClosed));
        var account = await restored.AccountAsync(Hospital.People, PrivacyBudget.Pure(1));
        await Assert.ThrowsAsync<BudgetExceededException>(() => SpendAsync(account, 0.3));
        await SpendAsync(account, 0.2);
        Assert.Empty((await restored.VerifyAsync()).Faults);

        // The record that was charged as the last one is not missing any more; one before it is, and it is said why.
        Assert.Empty((await restored.VerifyAsync(Anchor(report))).Faults);
        Assert.Contains("older copy was put back", Assert.Single((await restored.VerifyAsync(new(report.Budget.Sequence - 1, new string('a', 64)))).Faults), StringComparison.Ordinal);
        Assert.Contains("nothing that they speak of was lost", (await Assert.ThrowsAsync<BadInputException>(async () => await restored.RestoreAsync([await ReportAsync(account)], "again"))).Message, StringComparison.Ordinal);
    }

    // Three tenths before the copy, two lost, four written to the copy before anybody noticed: nine tenths.
    [Fact]
    public async Task What_was_written_to_the_copy_meanwhile_does_not_lessen_the_charge()
    {
        var hospital = await OpenAsync(PrivacyBudget.Pure(10));
        await SpendAsync(hospital.Account, 0.3);
        var old = await CopyAsync(hospital);
        await SpendAsync(hospital.Account, 0.2);
        var report = await ReportAsync(hospital.Account);
        await using var restored = Over(old, hospital);
        await SpendAsync(await restored.AccountAsync(Hospital.People, PrivacyBudget.Pure(10)), 0.1, 0.1, 0.1, 0.1);
        var status = Assert.Single(await restored.RestoreAsync([report], "noticed late"));
        Assert.Equal(Rational.Parse("0.4") + (Rational.Parse("0.5") * Up), status.Spent.Epsilon);
    }

    [Fact]
    public async Task What_the_copy_holds_as_reserved_is_never_given_back()
    {
        var hospital = await OpenAsync(PrivacyBudget.Pure(1));
        ListStore? old = null;
        await hospital.Account.Spend(0.4).RunAsync("count", Hospital.Noise(0.4).Loss, async (permit, token) =>
        {
            old = await CopyAsync(hospital);
            return (long)permit.Draw(Hospital.Noise(0.4), await permit.OpenAsync(Hospital.Count(), token));
        }, Codec.Integer);
        await SpendAsync(hospital.Account, 0.1);
        var report = await ReportAsync(hospital.Account);
        await using var restored = Over(old!, hospital);
        await restored.RestoreAsync([report], "the disk failed");
        Time.Advance(TimeSpan.FromDays(1));
        var account = await restored.AccountAsync(Hospital.People, PrivacyBudget.Pure(1));
        await Assert.ThrowsAsync<BudgetExceededException>(() => SpendAsync(account, 0.6));
        await restored.RenewAsync("hospital", "new data");
        Assert.Equal(Rational.Parse("0.4") + (Rational.Parse("0.5") * Up), (await account.StatusAsync()).Lifetime.Epsilon);
        Assert.Empty((await restored.VerifyAsync()).Faults);
    }

    // Numbers of entries begin again where the copy ends: under a program that runs on, another one's entry has the number of its own.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_run_whose_ledger_was_put_back_under_it_does_not_take_the_reservation_of_another(bool isOfOneProgram)
    {
        var store = new SwappedStore(new());
        var keys = LedgerKeys.Create();
        await using var ledger = Ledger.Over(store, keys, Time);
        await using var second = Ledger.Over(store, keys, Time);
        var other = isOfOneProgram ? ledger : second;
        var account = await ledger.AccountAsync(Hospital.People, PrivacyBudget.Pure(1));
        var snapshot = await store.ReadAsync(default);
        var opened = false;
        var lost = await Assert.ThrowsAsync<LedgerException>(() => account.Spend(1).RunAsync("count", Hospital.Noise(1).Loss, async (mine, stop) =>
        {
            store.Inner = new(snapshot.Records, snapshot.States);
            await (await other.AccountAsync(Hospital.People, PrivacyBudget.Pure(1), token: stop)).Spend(1).RunAsync("count", Hospital.Noise(1).Loss, async (theirs, token) =>
            {
                await Assert.ThrowsAsync<LedgerException>(async () => await mine.OpenAsync(new Sensitive<int>(Hospital.People, _ =>
                {
                    opened = true;
                    return ValueTask.FromResult(1);
                }), token));
                return (long)theirs.Draw(Hospital.Noise(1), await theirs.OpenAsync(Hospital.Count(), token));
            }, Codec.Integer, stop);
            return (long)mine.Draw(Hospital.Noise(1), await mine.OpenAsync(Hospital.Count(), stop));
        }, Codec.Integer));
        Assert.Contains("lost its reservation", lost.Message, StringComparison.Ordinal);
        Assert.False(opened);
        Assert.Single(store.Inner.Records, r => r.Kind == LedgerRecordKind.Settled);
    }

    [Fact]
    public async Task An_account_of_which_nothing_is_known_is_closed_until_it_is_charged()
    {
        var hospital = await OpenAsync(PrivacyBudget.Pure(10));
        var school = await hospital.Ledger.AccountAsync(new Population("school", PrivacyUnit.Row()), PrivacyBudget.Zcdp(1));
        await SpendAsync(hospital.Account, 0.1);
        await hospital.CountAsync(hospital.Account.Spend(0.2).ForPlan("known"));
        var old = await CopyAsync(hospital);
        await SpendAsync(hospital.Account, 0.1);
        var early = await ReportAsync(hospital.Account);
        await SpendAsync(hospital.Account, 0.2);
        var report = await ReportAsync(school);
        var late = await ReportAsync(hospital.Account);

        await using var restored = Over(old, hospital);
        var after = await restored.RestoreAsync([early, report], "the disk failed");
        Assert.Equal([("hospital", true), ("school", false)], after.Select(a => (a.Account, a.IsClosed)));
        Assert.StartsWith("nothing: closed", after[0].Left, StringComparison.Ordinal);
        var account = await restored.AccountAsync(Hospital.People, PrivacyBudget.Pure(10));
        var refused = await Assert.ThrowsAsync<BudgetExceededException>(() => SpendAsync(account, 0.1));
        Assert.Contains("is closed", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Nothing was spent. The owner charges it with `tacit ledger restore`", refused.Message, StringComparison.Ordinal);
        Assert.True((await Hospital.RunAsync(account.Spend(0.2).ForPlan("known"), Hospital.Noise(0.2))).Receipt.IsRepeated);

        // Neither a new cap nor a new period opens it.
        await restored.RaiseAsync("hospital", PrivacyBudget.Pure(20), "more");
        Assert.True((await restored.RenewAsync("hospital", "new data")).IsClosed);
        Assert.Empty((await restored.VerifyAsync()).Faults);

        var opened = await restored.RestoreAsync([late], "its report was found");
        Assert.Equal((false, Rational.Parse("0.6") * Up), (opened[0].IsClosed, opened[0].Lifetime.Epsilon));
        await SpendAsync(await restored.AccountAsync(Hospital.People, PrivacyBudget.Pure(20)), 0.1);
        Assert.Empty((await restored.VerifyAsync()).Faults);
    }

    // The rule is checked where a spend is decided, and again where a history is verified.
    [Fact]
    public async Task A_spend_from_a_closed_account_does_not_verify()
    {
        var hospital = await OpenAsync(PrivacyBudget.Pure(1));
        await hospital.Ledger.ChargeLostAsync("hospital", Price.Free, "nothing was lost");
        await SpendAsync(hospital.Account, 0.1);
        Assert.Empty((await hospital.Ledger.VerifyAsync()).Faults);
        await using var rewritten = Rewriter.Rewrite(hospital, r => r.Kind == LedgerRecordKind.Restored ? r with { Closes = true } : r);
        Assert.Contains("passes the cap", Assert.Single((await rewritten.VerifyAsync()).Faults), StringComparison.Ordinal);
        Assert.True(Assert.Single(await rewritten.StatusAsync()).IsClosed);
    }

    [Fact]
    public async Task An_owner_who_knows_the_price_charges_it_and_every_cap_below()
    {
        var hospital = await OpenAsync(PrivacyBudget.Approximate(1, 1e-6));
        await hospital.Ledger.CapAnalystAsync("hospital", "ann", PrivacyBudget.Pure(0.5));
        var status = await hospital.Ledger.ChargeLostAsync("hospital", new(Rational.Parse("0.4"), null, Rational.Zero, null), "from the log of questions");
        Assert.Equal((Rational.Parse("0.4"), Rational.Parse("0.08")), (status.Spent.Epsilon, status.Spent.Rho));
        await Assert.ThrowsAsync<BudgetExceededException>(() => SpendAsync(hospital.Account.For("ann"), 0.2));
        await SpendAsync(hospital.Account.For("ann"), 0.1);
        Assert.Empty((await hospital.Ledger.VerifyAsync()).Faults);
        foreach (var none in (Price[])[new(null, null, Rational.Zero, null), new(-1, null, Rational.Zero, null), new(null, -1, Rational.Zero, null), new(1, null, -1, null)])
        {
            await Assert.ThrowsAsync<BadInputException>(() => hospital.Ledger.ChargeLostAsync("hospital", none, "r"));
        }

        await Assert.ThrowsAsync<LedgerException>(() => hospital.Ledger.ChargeLostAsync("hospital/analyst/ann", Price.Free, "r"));
        await Assert.ThrowsAsync<LedgerException>(() => hospital.Ledger.ChargeLostAsync("nobody", Price.Free, "r"));
        await Assert.ThrowsAsync<BadInputException>(() => hospital.Ledger.ChargeLostAsync("hospital", Price.Free, " "));
    }

    [Fact]
    public async Task A_period_that_began_after_the_copy_has_begun_again_and_carries_the_charge()
    {
        var hospital = await OpenAsync(PrivacyBudget.Pure(1));
        await SpendAsync(hospital.Account, 0.5);
        var old = await CopyAsync(hospital);
        await SpendAsync(hospital.Account, 0.1);
        await hospital.Ledger.RenewAsync("hospital", "new data");
        await SpendAsync(hospital.Account, 0.7);
        var report = await ReportAsync(hospital.Account);
        await using var restored = Over(old, hospital);
        var status = Assert.Single(await restored.RestoreAsync([report], "the disk failed"));
        Assert.Equal((2L, (Rational.Parse("1.3") * Up) - Rational.Parse("0.5"), Rational.Parse("1.3") * Up), (status.Period, status.Spent.Epsilon, status.Lifetime.Epsilon));
    }

    [Fact]
    public async Task Rho_divergences_and_delta_are_charged_too()
    {
        var hospital = await OpenAsync(PrivacyBudget.Approximate(1, 1e-5), PrivacyFilter.Renyi());
        var old = await CopyAsync(hospital);
        var noise = Tacit.Mechanisms.IntegerNoise.Gaussian(Rational.Parse("0.005"), 1, "a person is counted once");
        await Hospital.RunAsync(hospital.Account.SpendZcdp(0.005), noise);
        var report = await ReportAsync(hospital.Account);
        Assert.StartsWith("ρ = ", report.Budget.Lifetime, StringComparison.Ordinal);
        await using var restored = Over(old, hospital);
        var status = Assert.Single(await restored.RestoreAsync([report], "the disk failed"));
        Assert.Null(status.Spent.Epsilon);
        Assert.True(status.Spent.Rho >= Rational.Parse("0.005") && status.Fraction >= (await hospital.Account.StatusAsync()).Fraction);
        Assert.Empty((await restored.VerifyAsync()).Faults);

        // Of sampled losses the report tells a divergence at one order: that is not enough.
        var sampled = report with { Budget = report.Budget with { Sequence = 99, Lifetime = "τ = 0.1 at order 16" } };
        Assert.True(Assert.Single(await restored.RestoreAsync([sampled], "another one")).IsClosed);
        var both = report with { Budget = report.Budget with { Sequence = 100, Lifetime = "ε = 0.25, δ = 1e-6" } };
        status = Assert.Single(await restored.RestoreAsync([both], "a third"));
        Assert.Equal((false, Rational.Parse("1e-6") * Up), (status.IsClosed, status.Spent.Delta));
    }

    [Fact]
    public async Task What_cannot_be_restored_from_changes_nothing()
    {
        var hospital = await OpenAsync(PrivacyBudget.Pure(1));
        var old = await CopyAsync(hospital);
        await SpendAsync(hospital.Account, 0.1);
        var report = await ReportAsync(hospital.Account);
        await using var restored = Over(old, hospital);
        var before = old.Records.Count;
        await Refused<BadInputException>("Give the newest report", []);
        await Refused<BadInputException>("is of ledger other", [report with { Budget = report.Budget with { LedgerId = "other" } }]);
        await Refused<LedgerException>("opened after the copy", [report, report with { Budget = report.Budget with { Account = "school" } }]);
        await Assert.ThrowsAsync<BadInputException>(() => restored.RestoreAsync([report], " "));
        Assert.Equal(before, old.Records.Count);

        var altered = new ListStore(old.Records.Select(r => r with { Text = "another" }), (await old.ReadAsync(default)).States);
        Assert.Contains("does not verify", (await Assert.ThrowsAsync<LedgerException>(() => Over(altered, hospital).RestoreAsync([report], "r"))).Message, StringComparison.Ordinal);

        async Task Refused<T>(string why, PrivacyReport[] reports)
            where T : Exception => Assert.Contains(why, (await Assert.ThrowsAsync<T>(() => restored.RestoreAsync(reports, "r"))).Message, StringComparison.Ordinal);
    }

    private static LedgerHead Anchor(PrivacyReport report) => new(report.Budget.Sequence, report.Budget.Head);
}
