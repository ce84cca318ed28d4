using System.Numerics;
using Tacit.Mechanisms;
using Tacit.Numerics;
using Tacit.Randomness;

namespace Tacit.Core.Tests.Mechanisms;

/// <summary>P(k) ∝ e^(−k²/2σ²): chi-square against the sum, written out here.</summary>
public sealed class DiscreteGaussianTests
{
    [Theory]
    [InlineData("0.5", 1_000_000)]
    [InlineData("1", 1_000_000)]
    [InlineData("3", 500_000)]
    [InlineData("10/7", 500_000)]
    public void Law_is_exact(string sigma, int draws)
    {
        var s = Rational.Parse(sigma);
        var law = new DiscreteGaussian(s, SamplerRoute.Coins);
        var source = RandomSource.Seeded(401);
        var counts = GoodnessOfFit.Count(draws, () => (long)law.Sample(source));
        GoodnessOfFit.Check(counts, Law(s.ToDouble()), -60, 60, $"discrete Gaussian, σ = {sigma}");
    }

    [Fact]
    public void Law_of_a_calibrated_sigma_is_exact()
    {
        // σ of ρ = .03, rounded up to 24 bits: numbers too large for machine words.
        var noise = IntegerNoise.Gaussian(0.03, 1, "test");
        Assert.True(noise.Scale.Denominator > 1_000_000);
        var law = new DiscreteGaussian(noise.Scale, SamplerRoute.Coins);
        var source = RandomSource.Seeded(402);
        GoodnessOfFit.Check(GoodnessOfFit.Count(60_000, () => (long)law.Sample(source)), Law(noise.Scale.ToDouble()), -60, 60, "σ of ρ = .03");
    }

    [Fact]
    public void Law_of_a_wide_sigma_is_exact()
    {
        const double Sigma = 5000;
        var law = new DiscreteGaussian(5000, SamplerRoute.Coins);
        var source = RandomSource.Seeded(403);
        var counts = GoodnessOfFit.Count(60_000, () => (long)Math.Floor((double)law.Sample(source) / 1000));

        // Cells of 1000 integers by continuous tails at the half-integers, right to 1e-9 at this width (midpoint rule).
        GoodnessOfFit.Check(counts, c => Normal.UpperTail(((c * 1000) - 0.5) / Sigma) - Normal.UpperTail((((c + 1) * 1000) - 0.5) / Sigma), -25, 24, "σ = 5000");
    }

    [Fact]
    public void Oracles()
    {
        Assert.Equal(0.7865707070, new DiscreteGaussian(0.5).Probability(0), 1e-10);
        Assert.Equal(0.3989422783, new DiscreteGaussian(1).Probability(0), 1e-10);
        Assert.Equal(0.2419707232, new DiscreteGaussian(1).Probability(1), 1e-10);
        Assert.Equal(0.2419707232, new DiscreteGaussian(1).Probability(-1), 1e-10);
        Assert.Equal(0.2150126751, Enumerable.Range(-20, 41).Sum(k => k * k * new DiscreteGaussian(0.5).Probability(k)), 1e-10);
    }

    [Fact]
    public void Variance_is_that_of_the_draws()
    {
        const int Draws = 200_000;
        var law = new DiscreteGaussian(0.5);
        var source = RandomSource.Seeded(404);
        var squares = Enumerable.Range(0, Draws).Average(_ => Math.Pow((double)law.Sample(source), 2));

        // Var(Z²) = E Z⁴ − (E Z²)² ≤ .19: 6.1 standard errors.
        Assert.Equal(0.2150126751, squares, 6.1 * Math.Sqrt(0.19 / Draws));
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(3, 6)]
    [InlineData(10, 20)]
    public void HalfWidth_at_95_percent(int sigma, double expected) => Assert.Equal(expected, new DiscreteGaussian(sigma).HalfWidth(0.95));

    [Fact]
    public void HalfWidth_of_a_wide_sigma_covers()
    {
        var half = new DiscreteGaussian(2000).HalfWidth(0.95);
        Assert.InRange(half, 3919, 3921);
    }

    [Fact]
    public void Bad_sigmas_are_refused()
    {
        foreach (var bad in new[] { Rational.Zero, -Rational.One, new Rational((BigInteger.One << 90) + 1, 1) })
        {
            Assert.Throws<BadInputException>(() => new DiscreteGaussian(bad));
        }
    }

    private static Func<long, double> Law(double sigma)
    {
        var total = Enumerable.Range(-400, 801).Sum(k => Math.Exp(-k * k / (2 * sigma * sigma)));
        return k => Math.Exp(-k * k / (2 * sigma * sigma)) / total;
    }
}
