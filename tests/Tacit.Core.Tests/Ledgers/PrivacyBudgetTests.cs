using Tacit.Numerics;

namespace Tacit.Core.Tests.Ledgers;

public sealed class PrivacyBudgetTests
{
    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(-1)]
    [InlineData(0)]
    public void Epsilon_and_rho_must_be_positive(double bad)
    {
        Action[] builders = [() => PrivacyBudget.Pure(bad), () => PrivacyBudget.Approximate(bad, 1e-6), () => PrivacyBudget.Zcdp(bad)];
        foreach (var build in builders)
        {
            var error = Assert.Throws<BadInputException>(build);
            Assert.Contains("must be a positive finite number", error.Message, StringComparison.Ordinal);
            Assert.Contains(bad is 0 ? "was 0" : "was ", error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1.2)]
    [InlineData(-1e-9)]
    [InlineData(double.NaN)]
    public void Delta_must_be_below_one(double bad)
    {
        foreach (var build in new Action[] { () => PrivacyBudget.Approximate(1, bad), () => PrivacyBudget.Zcdp(1, bad) })
        {
            Assert.Contains("Delta must be in [0, 1)", Assert.Throws<BadInputException>(build).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Approximate_without_delta_names_the_pure_budget() =>
        Assert.Contains("PrivacyBudget.Pure", Assert.Throws<BadInputException>(() => PrivacyBudget.Approximate(1, 0)).Message, StringComparison.Ordinal);

    [Fact]
    public void Budgets_are_exact_and_equal_by_value()
    {
        Assert.Equal(new Rational(1, 10), PrivacyBudget.Pure(0.1).Epsilon);
        Assert.Equal(PrivacyBudget.Approximate(1, 1e-6), PrivacyBudget.Approximate(1.0, new Rational(1, 1_000_000)));
        Assert.NotEqual(PrivacyBudget.Pure(1), PrivacyBudget.Zcdp(1));
        Assert.Equal("ε = 1, δ = 1e-6", PrivacyBudget.Approximate(1, 1e-6).ToString());
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(-0.1)]
    [InlineData(0)]
    [InlineData(double.PositiveInfinity)]
    public async Task Spends_refuse_what_is_no_amount(double bad)
    {
        var account = (await Hospital.OpenAsync()).Account;
        Assert.Throws<BadInputException>(() => account.Spend(bad));
        Assert.Throws<BadInputException>(() => account.SpendZcdp(bad));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(-0.1)]
    [InlineData(1)]
    public async Task Spends_refuse_a_delta_out_of_range(double bad)
    {
        var account = (await Hospital.OpenAsync()).Account;
        Assert.Throws<BadInputException>(() => account.Spend(1, bad));
        Assert.Throws<BadInputException>(() => account.SpendZcdp(1, bad));
    }
}
