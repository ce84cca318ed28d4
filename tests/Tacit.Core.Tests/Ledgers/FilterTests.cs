using Tacit.Accounting;
using Tacit.Numerics;

namespace Tacit.Core.Tests.Ledgers;

/// <summary>The account's filter, through the spend protocol: accounting specification, section 7.</summary>
public sealed class FilterTests
{
    [Fact]
    public async Task Ten_tenths_fit_in_one_and_eleven_do_not()
    {
        var hospital = await Hospital.OpenAsync(PrivacyBudget.Pure(1));
        for (var i = 0; i < 10; i++)
        {
            await hospital.CountAsync(hospital.Account.Spend(0.1));
        }

        var error = await Assert.ThrowsAsync<BudgetExceededException>(() => hospital.CountAsync(hospital.Account.Spend(0.1)));
        Assert.Contains("left: ε = 0", error.Message, StringComparison.Ordinal);
        Assert.Contains("asked: ε = 0.1", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<BudgetExceededException>(() => hospital.CountAsync(hospital.Account.Spend(Rational.Parse("1e-300"))));
        Assert.Equal((10, Rational.One), await EntriesAndEpsilon(hospital));
    }

    [Fact]
    public async Task Thirds_add_to_one()
    {
        var hospital = await Hospital.OpenAsync(PrivacyBudget.Pure(1));
        var third = hospital.Account.Spend(new Rational(1, 3));
        for (var i = 0; i < 3; i++)
        {
            await hospital.CountAsync(third);
        }

        await Assert.ThrowsAsync<BudgetExceededException>(() => hospital.CountAsync(third));
    }

    [Fact]
    public async Task Pure_account_refuses_Gaussian_noise_and_delta()
    {
        var hospital = await Hospital.OpenAsync(PrivacyBudget.Pure(100));
        await Assert.ThrowsAsync<BudgetExceededException>(() => RunAsync(hospital.Account.SpendZcdp(0.001), PrivacyLoss.Zcdp(0.001)));
        await Assert.ThrowsAsync<BudgetExceededException>(() => RunAsync(hospital.Account.Spend(1, 1e-12), PrivacyLoss.Approximate(1, 1e-12)));
        Assert.Equal((0, Rational.Zero), await EntriesAndEpsilon(hospital));
    }

    [Theory]
    [InlineData("0.022937446", true)]
    [InlineData("0.022937447", false)]
    public async Task Approximate_cap_takes_rho_up_to_its_R(string rho, bool fits)
    {
        // (1, 1e-6): half of δ is for selections, R = ρ(1, 5e-7) = .02293744669.
        var hospital = await Hospital.OpenAsync(PrivacyBudget.Approximate(1, 1e-6));
        var spend = RunAsync(hospital.Account.SpendZcdp(Rational.Parse(rho)), PrivacyLoss.Zcdp(Rational.Parse(rho)));
        await (fits ? (Task)spend : Assert.ThrowsAsync<BudgetExceededException>(() => spend));
    }

    [Fact]
    public async Task Zcdp_cap_is_exact()
    {
        var hospital = await Hospital.OpenAsync(PrivacyBudget.Zcdp(0.5, 1e-6));
        await RunAsync(hospital.Account.SpendZcdp(0.25), PrivacyLoss.Zcdp(0.25));
        await RunAsync(hospital.Account.Spend(new Rational(1, 2)), PrivacyLoss.Pure(new Rational(1, 2)));
        await RunAsync(hospital.Account.SpendZcdp(0.125), PrivacyLoss.Zcdp(0.125));
        await Assert.ThrowsAsync<BudgetExceededException>(() =>
            RunAsync(hospital.Account.SpendZcdp(Rational.Parse("1e-200")), PrivacyLoss.Zcdp(Rational.Parse("1e-200"))));
    }

    [Fact]
    public async Task Either_rule_pure_first()
    {
        // Ten pure tenths cost ρ = .05 > R, but Σε = 1.
        var hospital = await Hospital.OpenAsync(PrivacyBudget.Approximate(1, 1e-6));
        for (var i = 0; i < 10; i++)
        {
            await hospital.CountAsync(hospital.Account.Spend(0.1));
        }

        await Assert.ThrowsAsync<BudgetExceededException>(() => hospital.CountAsync(hospital.Account.Spend(0.1)));
    }

    [Fact]
    public async Task Either_rule_many_small_spends_pass_epsilon()
    {
        // 45 pure spends of ε = 1/32 cost Σε = 1.406 > 1, but ρ = 45/2048 = .02197 ≤ R; the 47th would pass R.
        var hospital = await Hospital.OpenAsync(PrivacyBudget.Approximate(1, 1e-6));
        var spend = hospital.Account.Spend(new Rational(1, 32));
        for (var i = 0; i < 46; i++)
        {
            await hospital.CountAsync(spend);
        }

        Assert.True((await hospital.Account.StatusAsync()).Spent.Epsilon > Rational.One);
        await Assert.ThrowsAsync<BudgetExceededException>(() => hospital.CountAsync(spend));
    }

    [Fact]
    public async Task Either_rule_one_Gaussian_ends_the_pure_rule()
    {
        // After Gaussian noise there is no pure ε any more: ε = .3 costs ρ = .045 > R, though it would fit the pure rule alone.
        var hospital = await Hospital.OpenAsync(PrivacyBudget.Approximate(1, 1e-6));
        await RunAsync(hospital.Account.SpendZcdp(0.0001), PrivacyLoss.Zcdp(0.0001));
        await Assert.ThrowsAsync<BudgetExceededException>(() => hospital.CountAsync(hospital.Account.Spend(0.3)));
        await hospital.CountAsync(hospital.Account.Spend(0.2));
    }

    [Fact]
    public async Task Sum_of_deltas_has_a_cap_of_half()
    {
        var hospital = await Hospital.OpenAsync(PrivacyBudget.Approximate(1, 1e-6));
        for (var i = 0; i < 5; i++)
        {
            await RunAsync(hospital.Account.Spend(0.01, 1e-7), PrivacyLoss.Approximate(0.01, 1e-7));
        }

        var error = await Assert.ThrowsAsync<BudgetExceededException>(() =>
            RunAsync(hospital.Account.Spend(0.01, 1e-7), PrivacyLoss.Approximate(0.01, 1e-7)));
        Assert.Contains("δ = 0 for key selection", error.Message, StringComparison.Ordinal);
        await hospital.CountAsync(hospital.Account.Spend(0.01));
    }

    [Fact]
    public async Task Loss_above_the_spend_is_refused_and_costs_nothing()
    {
        var hospital = await Hospital.OpenAsync();
        await Assert.ThrowsAsync<BadInputException>(() => RunAsync(hospital.Account.Spend(0.1), PrivacyLoss.Pure(0.2)));
        await Assert.ThrowsAsync<BadInputException>(() => RunAsync(hospital.Account.Spend(0.1), PrivacyLoss.Approximate(0.1, 1e-9)));
        await Assert.ThrowsAsync<BadInputException>(() => RunAsync(hospital.Account.Spend(100), PrivacyLoss.Zcdp(0.1)));
        await Assert.ThrowsAsync<UnpricedLossException>(() => RunAsync(hospital.Account.Spend(100), PrivacyLoss.Renyi([2], [0.1])));
        await Assert.ThrowsAsync<UnpricedLossException>(() => RunAsync(hospital.Account.Spend(100), PrivacyLoss.NonPrivate()));
        Assert.Equal((0, Rational.Zero), await EntriesAndEpsilon(hospital));
        Assert.Single(hospital.Store.Records);
    }

    [Fact]
    public async Task Groups_pay_for_the_group()
    {
        await using var ledger = new SimulatedLedger();
        var account = await ledger.AccountAsync(new Population("families", PrivacyUnit.Row().ForGroupsOf(4)));
        await Assert.ThrowsAsync<BadInputException>(() => RunAsync(account.Spend(0.39), PrivacyLoss.Pure(0.1)));
        Assert.Equal("ε = 0.4", (await RunAsync(account.Spend(0.4), PrivacyLoss.Pure(0.1))).Receipt.Price);
        Assert.Equal("ρ = 0.16", (await RunAsync(account.SpendZcdp(0.16), PrivacyLoss.Zcdp(0.01))).Receipt.Price);
    }

    [Fact]
    public async Task Very_large_caps_do_not_break_the_filter()
    {
        var hospital = await Hospital.OpenAsync(PrivacyBudget.Approximate(Rational.Parse("1e400"), 1e-6));
        await RunAsync(hospital.Account.SpendZcdp(0.1), PrivacyLoss.Zcdp(0.1));
    }

    [Fact]
    public async Task Simulated_account_has_no_cap()
    {
        await using var ledger = new SimulatedLedger();
        var account = await ledger.AccountAsync(Hospital.People);
        for (var i = 0; i < 3; i++)
        {
            var answer = await RunAsync(account.Spend(1e12), PrivacyLoss.Pure(1e12));
            Assert.Equal("no cap", answer.Receipt.Left);
        }
    }

    private static Task<Release<long>> RunAsync(Spend spend, PrivacyLoss loss) =>
        spend.RunAsync("any", loss, (permit, _) => Task.FromResult(permit.Draw(loss, _ => 0L, () => 0L)), Codec.Integer);

    private static async Task<(long Entries, Rational? Epsilon)> EntriesAndEpsilon(Hospital hospital)
    {
        var status = await hospital.Account.StatusAsync();
        return (status.Entries, status.Spent.Epsilon);
    }
}
