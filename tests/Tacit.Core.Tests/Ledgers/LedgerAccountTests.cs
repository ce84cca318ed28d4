using Tacit.Ledgers;
using Tacit.Numerics;

namespace Tacit.Core.Tests.Ledgers;

/// <summary>Opening accounts, an owner's acts, and what the ledger shows.</summary>
public sealed class LedgerAccountTests
{
    [Fact]
    public async Task Another_unit_is_another_population()
    {
        var hospital = await Hospital.OpenAsync(PrivacyBudget.Pure(1));
        foreach (var unit in new[] { PrivacyUnit.Row(), PrivacyUnit.Person("patient"), PrivacyUnit.Person("id").ForGroupsOf(2), PrivacyUnit.Person("id").Under(Neighbours.Replace) })
        {
            var error = await Assert.ThrowsAsync<LedgerException>(() => hospital.Ledger.AccountAsync(new Population("hospital", unit), PrivacyBudget.Pure(1)));
            Assert.Contains("person (column id), add/remove", error.Message, StringComparison.Ordinal);
            Assert.Contains(unit.ToString(), error.Message, StringComparison.Ordinal);
        }

        Assert.Single(hospital.Store.Records);
    }

    [Fact]
    public async Task Cap_is_fixed_at_opening()
    {
        var hospital = await Hospital.OpenAsync(PrivacyBudget.Pure(1));
        await hospital.Ledger.AccountAsync(Hospital.People, PrivacyBudget.Pure(1));
        var error = await Assert.ThrowsAsync<LedgerException>(() => hospital.Ledger.AccountAsync(Hospital.People, PrivacyBudget.Pure(2)));
        Assert.Contains("opened with ε = 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Raise_is_recorded_with_its_reason_and_applies()
    {
        var hospital = await Hospital.OpenAsync(PrivacyBudget.Pure(1));
        await hospital.CountAsync(hospital.Account.Spend(1));
        await Assert.ThrowsAsync<BudgetExceededException>(() => hospital.CountAsync(hospital.Account.Spend(0.5)));
        await hospital.Ledger.RaiseAsync("hospital", PrivacyBudget.Pure(1.5), "board decision 7");
        await hospital.CountAsync(hospital.Account.Spend(0.5));

        var record = Assert.Single(hospital.Store.Records, r => r.Kind == LedgerRecordKind.Raised);
        Assert.Equal("board decision 7", record.Text);
        Assert.Contains("1.5", record.Cap, StringComparison.Ordinal);
        Assert.Equal(PrivacyBudget.Pure(1.5), (await hospital.Account.StatusAsync()).Cap);
        await hospital.Ledger.AccountAsync(Hospital.People, PrivacyBudget.Pure(1.5));
        Assert.True((await hospital.Ledger.VerifyAsync()).IsValid);
    }

    [Fact]
    public async Task Renewal_starts_a_period_and_the_lifetime_goes_on()
    {
        var hospital = await Hospital.OpenAsync(PrivacyBudget.Pure(1));
        await hospital.CountAsync(hospital.Account.Spend(0.75));
        await hospital.Ledger.RenewAsync("hospital", "new cohort");
        await hospital.CountAsync(hospital.Account.Spend(0.5));

        var status = await hospital.Account.StatusAsync();
        Assert.Equal((new Rational(1, 2), new Rational(5, 4), 2), (status.Spent.Epsilon, status.Lifetime.Epsilon, status.Period));
        Assert.Equal(0.5, status.Fraction, 1e-12);
        Assert.Contains("ε = 0.5", status.Left, StringComparison.Ordinal);
        Assert.Equal("new cohort", Assert.Single(hospital.Store.Records, r => r.Kind == LedgerRecordKind.Renewed).Text);
        await Assert.ThrowsAsync<BudgetExceededException>(() => hospital.CountAsync(hospital.Account.Spend(0.51)));
        Assert.True((await hospital.Ledger.VerifyAsync()).IsValid);
        Assert.Equal(status.ToString(), Assert.Single(await hospital.Ledger.StatusAsync()).ToString());
    }

    [Fact]
    public async Task Each_currency_has_its_own_fraction()
    {
        var pure = await Hospital.OpenAsync(PrivacyBudget.Pure(2));
        await pure.CountAsync(pure.Account.Spend(0.5));
        var zcdp = await Hospital.OpenAsync(PrivacyBudget.Zcdp(0.5));
        var approximate = await Hospital.OpenAsync(PrivacyBudget.Approximate(1, 1e-6));
        var loss = PrivacyLoss.Approximate(0.25, 1.25e-7);
        await approximate.Account.Spend(0.25, 1.25e-7).RunAsync(
            "selection", loss, (permit, _) => Task.FromResult(permit.Draw(loss, _ => 0L, () => 0L)), Codec.Integer);

        Assert.Equal(("ε", 0.25, null), await FractionsAsync(pure));
        Assert.Equal(("ρ", 0.0, null), await FractionsAsync(zcdp));
        Assert.Equal(("ε", 0.25, 0.25), await FractionsAsync(approximate)); // Half of δ is for key selection.
        var report = Tacit.Reports.BudgetReport.Of(await approximate.Account.StatusAsync());
        Assert.Equal(("ε", 0.25, 0.25), (report.Currency, report.Fraction, report.DeltaFraction));
    }

    [Fact]
    public async Task What_is_left_is_told_in_rho_once_epsilon_is_used_up()
    {
        var hospital = await Hospital.OpenAsync(PrivacyBudget.Approximate(1, 1e-6));
        for (var i = 0; i < 50; i++)
        {
            await hospital.CountAsync(hospital.Account.Spend(0.02));
        }

        // All of ε, but only ρ = 50 × 0.02² / 2 = 0.01 of R = 0.0229.
        var status = await hospital.Account.StatusAsync();
        Assert.Equal("ρ", status.Currency);
        Assert.Equal(0.01 / 0.0229374466, status.Fraction, 1e-6);
        Assert.StartsWith("ρ = 0.0129374", status.Left, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    public async Task Acts_need_a_reason(string reason)
    {
        var hospital = await Hospital.OpenAsync();
        await Assert.ThrowsAsync<BadInputException>(async () => await hospital.Ledger.RaiseAsync("hospital", PrivacyBudget.Pure(2), reason));
        await Assert.ThrowsAsync<BadInputException>(async () => await hospital.Ledger.RenewAsync("hospital", reason));
    }

    [Fact]
    public async Task Acts_on_an_unknown_account_name_the_known_ones()
    {
        var hospital = await Hospital.OpenAsync();
        var error = await Assert.ThrowsAsync<LedgerException>(() => hospital.Ledger.RenewAsync("hospitle", "typo"));
        Assert.Contains("'hospitle'", error.Message, StringComparison.Ordinal);
        Assert.Contains("hospital", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Entries_go_reserved_touched_settled_and_their_heads_anchor()
    {
        var hospital = await Hospital.OpenAsync();
        var first = await hospital.CountAsync(hospital.Account.Spend(1));
        var second = await hospital.CountAsync(hospital.Account.Spend(1));
        Assert.Equal([LedgerRecordKind.Reserved, LedgerRecordKind.Touched, LedgerRecordKind.Settled], hospital.Kinds(1));
        Assert.Equal((1, 2), (first.Receipt.Entry, second.Receipt.Entry));

        var record = hospital.Store.Records.Single(r => r.Sequence == first.Receipt.Sequence);
        Assert.Equal((LedgerRecordKind.Settled, first.Receipt.Head), (record.Kind, record.Hash));
        Assert.True((await hospital.Ledger.VerifyAsync(new LedgerHead(first.Receipt.Sequence, first.Receipt.Head))).IsValid);
        Assert.False((await hospital.Ledger.VerifyAsync(new LedgerHead(first.Receipt.Sequence, second.Receipt.Head))).IsValid);
        Assert.False((await hospital.Ledger.VerifyAsync(new LedgerHead(99, first.Receipt.Head))).IsValid);
    }

    [Fact]
    public async Task Ledger_with_another_key_does_not_verify()
    {
        var hospital = await Hospital.OpenAsync();
        await hospital.CountAsync(hospital.Account.Spend(1));
        Assert.False((await Ledger.Over(hospital.Store, LedgerKeys.Create()).VerifyAsync()).IsValid);
        Assert.True((await Ledger.Over(hospital.Store, LedgerKeys.From(hospital.Keys.Export())).VerifyAsync()).IsValid);
        Assert.Throws<LedgerException>(() => LedgerKeys.From([1, 2, 3]));
    }

    [Fact]
    public async Task Ledger_shows_neither_answers_nor_plans_in_clear()
    {
        var hospital = await Hospital.OpenAsync();
        var spend = hospital.Account.Spend(1).ForPlan("select canary from secrets");
        var answer = await spend.RunAsync("m", PrivacyLoss.Pure(1), async (permit, t) =>
        {
            var value = await permit.OpenAsync(Hospital.Count(0x5EC2E7CA4A21), t);
            return permit.Draw(PrivacyLoss.Pure(1), _ => (long)value, () => (long)value);
        }, Codec.Integer);
        foreach (var record in hospital.Store.Records)
        {
            var text = System.Text.Encoding.UTF8.GetString([.. record.Body(), .. record.Answer.Span]);
            Assert.DoesNotContain("canary", text, StringComparison.Ordinal);
            Assert.DoesNotContain(answer.Value.ToString(System.Globalization.CultureInfo.InvariantCulture), text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Racing_spends_never_pass_the_cap()
    {
        var hospital = await Hospital.OpenAsync(PrivacyBudget.Pure(1));
        var results = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(async () =>
        {
            try
            {
                await hospital.CountAsync(hospital.Account.Spend(0.1));
                return true;
            }
            catch (BudgetExceededException)
            {
                return false;
            }
        })));
        Assert.Equal(10, results.Count(r => r));
        Assert.Equal(Rational.One, (await hospital.Account.StatusAsync()).Spent.Epsilon);
        Assert.True((await hospital.Ledger.VerifyAsync()).IsValid);
    }

    private static async Task<(string Currency, double Fraction, double? Delta)> FractionsAsync(Hospital hospital)
    {
        var status = await hospital.Account.StatusAsync();
        return (status.Currency, status.Fraction, status.DeltaFraction);
    }
}
