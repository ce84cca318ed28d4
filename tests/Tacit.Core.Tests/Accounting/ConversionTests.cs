using CsCheck;
using Tacit.Accounting;
using Tacit.Numerics;

namespace Tacit.Core.Tests.Accounting;

/// <summary>The reference rows of the accounting specification, section 5 (recomputed there with 25 digits).</summary>
public sealed class ConversionTests
{
    private const Neighbours AddRemove = Neighbours.AddRemove;

    [Theory]
    [InlineData(0.1, 1e-6, 2.141938928)]
    [InlineData(0.5, 1e-5, 4.728386985)]
    [InlineData(1, 1e-6, 7.766216625)]
    [InlineData(0.01, 1e-6, 0.621692655)]
    [InlineData(8, 1e-8, 31.156500118)]
    [InlineData(0.02435597036, 1e-6, 1)]
    [InlineData(0.02293744669, 5e-7, 1)]
    [InlineData(0.006641524357, 1e-6, 0.5)]
    [InlineData(0.3110649550, 1e-6, 4)]
    public void Zcdp_to_epsilon(double rho, double delta, double epsilon) =>
        Assert.Equal(epsilon, PrivacyLoss.Zcdp(rho).Epsilon(delta, AddRemove), 2e-9);

    [Theory]
    [InlineData(1, 1, 1e-5, 4.37717809568)]
    [InlineData(4, 10, 1e-5, 3.34140946924)]
    [InlineData(10, 100, 1e-6, 4.88655411746)]
    [InlineData(20, 1, 1e-12, 0.3171057668)]
    public void Gaussians_to_epsilon_exactly(double sigma, long times, double delta, double epsilon)
    {
        var loss = PrivacyLoss.Gaussian(sigma).Repeat(times);
        Assert.Equal(1, loss.Epsilon(delta, AddRemove) / epsilon, 2e-10);
        Assert.True(loss.Delta(epsilon, AddRemove) <= delta * (1 + 1e-6));
    }

    // What the division of δ over so many orders leaves of ρ at ε = 1, to the digits given.
    [Theory]
    [InlineData(0.021669, 2)]
    [InlineData(0.019500, 8)]
    [InlineData(0.018566, 16)]
    public void Zcdp_with_delta_divided_over_orders(double rho, int orders)
    {
        Assert.True(PrivacyLoss.Zcdp(rho - 6e-7).Epsilon(5e-7 / orders, AddRemove) <= 1);
        Assert.True(PrivacyLoss.Zcdp(rho + 6e-7).Epsilon(5e-7 / orders, AddRemove) > 1);
    }

    // Continuous noise is no bound for discrete noise of the same σ: 0.01191565439 and 2.177830523e-4 there.
    [Theory]
    [InlineData(3, 0.5, 0.0124182494)]
    [InlineData(3, 1, 2.075122021e-4)]
    [InlineData(1, 1, 0.126936737507)]
    [InlineData(1.1, 2, 0.0111126691472)]
    public void Gaussian_to_delta_exactly(double sigma, double epsilon, double delta) =>
        Assert.Equal(1, PrivacyLoss.Gaussian(sigma).Delta(epsilon, AddRemove) / delta, 4e-9);

    [Fact]
    public void Pure_is_its_own_epsilon_or_better()
    {
        Assert.Equal(0.1, PrivacyLoss.Pure(0.1).Epsilon(0, AddRemove));

        // A hundred tenths: zCDP with ρ = ½ is better than ε = 10.
        Assert.Equal(1, Accountant.Zcdp.Epsilon(PrivacyLoss.Pure(0.1).Repeat(100), 1e-5, AddRemove).Upper / 4.728386985, 1e-9);
        Assert.Equal(1e-6, PrivacyLoss.Approximate(1, 1e-6).Delta(1, AddRemove), 1e-20);
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.3)]
    [InlineData(0.7)]
    [InlineData(1.1)]
    public void Pure_epsilon_comes_back_as_it_was_written(double epsilon) =>
        Assert.Equal(epsilon, PrivacyLoss.Pure(epsilon).Epsilon(0, AddRemove));

    [Fact]
    public void What_a_loss_costs_is_enough_to_pay_for_it() => Gen.Select(Gen.Int[1, 5000], Gen.Int[1, 700]).Sample((n, d) =>
    {
        // A double means its shortest decimal everywhere, so the stated ε must not be below the price when it is read as one.
        var loss = PrivacyLoss.DiscreteLaplace(new Rational(n, d), 1);
        Assert.True(Rational.FromDouble(loss.Epsilon(0, AddRemove)) >= loss.Price().Epsilon);
    });

    [Fact]
    public void Without_enough_delta_there_is_no_epsilon()
    {
        Assert.Throws<UnpricedLossException>(() => PrivacyLoss.Gaussian(1).Epsilon(0, AddRemove));
        Assert.Throws<UnpricedLossException>(() => PrivacyLoss.Approximate(1, 1e-5).Epsilon(1e-6, AddRemove));
        Assert.Throws<UnpricedLossException>(() => PrivacyLoss.Zcdp(1, 1e-6).Epsilon(1e-6, AddRemove));
        Assert.Equal(1, PrivacyLoss.Approximate(1, 1e-6).Epsilon(1e-6, AddRemove));
    }

    [Fact]
    public void Bad_arguments_are_refused()
    {
        foreach (var bad in new[] { double.NaN, -1e-9, 1, double.PositiveInfinity })
        {
            Assert.Throws<BadInputException>(() => PrivacyLoss.Gaussian(1).Epsilon(bad, AddRemove));
        }

        Assert.Throws<BadInputException>(() => PrivacyLoss.Gaussian(1).Delta(double.NaN, AddRemove));
        Assert.Throws<BadInputException>(() => PrivacyLoss.Gaussian(1).Delta(-1, AddRemove));
    }

    [Fact]
    public void There_and_back_is_on_the_safe_side() => Gen.Select(Losses.Priced(AddRemove), Gen.Double[-9, -0.5]).Sample((loss, exponent) =>
    {
        var delta = Math.Pow(10, exponent);
        if (TryEpsilon(loss, delta) is not { } epsilon || epsilon > 600)
        {
            return;
        }

        // ε(δ) is a valid ε at δ, so the smallest δ at that ε is at most δ, up to the stated rounding.
        Assert.True(Delta(loss, epsilon) <= (delta * (1 + 1e-8)) + 1e-300, $"{loss}: δ({epsilon}) = {Delta(loss, epsilon)} > {delta}");
        var back = Delta(loss, epsilon);
        if (back > 0 && back < 1)
        {
            Assert.True(TryEpsilon(loss, back) is not { } again || again <= (epsilon * (1 + 1e-6)) + 1e-8);
        }
    }, iter: 300);

    [Fact]
    public void Epsilon_grows_as_delta_falls_and_as_losses_add() => Gen.Select(Losses.Priced(AddRemove), Losses.Priced(AddRemove), Gen.Double[-9, -0.5]).Sample((a, b, exponent) =>
    {
        var delta = Math.Pow(10, exponent);
        var sum = PrivacyLoss.Composed(a, b);
        if (TryEpsilon(sum, delta) is { } epsilon)
        {
            Assert.True(TryEpsilon(sum, delta / 3) is not { } at || at >= epsilon * (1 - 1e-9));
            Assert.True(TryEpsilon(a, delta) is { } part && part <= epsilon * (1 + 1e-9));
            Assert.True(Delta(a, 1) <= Delta(sum, 1) * (1 + 1e-9));
        }
    }, iter: 300);

    [Fact]
    public void Exact_Gaussian_is_at_most_zcdp() => Gen.Select(Gen.Int[1, 4000], Gen.Double[-12, -1]).Sample((n, exponent) =>
    {
        var sigma = new Rational(n, 100);
        var delta = Math.Pow(10, exponent);
        var exact = PrivacyLoss.Gaussian(sigma).Epsilon(delta, AddRemove);
        Assert.True(exact <= PrivacyLoss.Zcdp(1 / (2 * sigma * sigma)).Epsilon(delta, AddRemove));
    });

    // The accountants that add exact prices and convert once.
    private static readonly Accountant[] Closed = [Accountant.Basic, Accountant.Zcdp, Accountant.GaussianDp];

    private static double? TryEpsilon(PrivacyLoss loss, double delta) =>
        Best(accountant => accountant.Epsilon(loss, delta, AddRemove).Upper) is { } best && double.IsFinite(best) ? best : null;

    private static double Delta(PrivacyLoss loss, double epsilon) => Best(accountant => accountant.Delta(loss, epsilon, AddRemove).Upper) ?? 1;

    private static double? Best(Func<Accountant, double> ask)
    {
        double? best = null;
        foreach (var accountant in Closed)
        {
            try
            {
                best = Math.Min(best ?? double.PositiveInfinity, ask(accountant));
            }
            catch (UnpricedLossException)
            {
                // Another one may take it.
            }
        }

        return best;
    }
}
